import { internalRoutes, type Readiness } from '@groundswell/runtime/internal-server.ts'
import type { Logger } from '@groundswell/runtime/logger.ts'
import { UserError } from '@groundswell/shared/errors.ts'
import type { SourceStatus } from '@groundswell/shared/live-events.ts'
import type { Context, Hono } from 'hono'
import type { PostsTopic } from '../posts-topic.ts'
import { answerFailure, answerResult } from './answer.ts'
import { createByteBudget } from './byte-budget.ts'
import { createResult } from './refusal-list.ts'
import { bodyKind, openBody } from './request-body.ts'
import { readDelete } from './take-delete.ts'
import { MAX_JSON_BYTES, takeJson } from './take-json.ts'
import { takeNdjson } from './take-ndjson.ts'

const POSTS = '/api/v1/posts'
/** What JSON bodies of all requests together may hold; NDJSON needs none of it. */
const JSON_BUDGET_BYTES = 3 * MAX_JSON_BYTES

export type IntakeOptions = { logger: Logger; topic: PostsTopic; readiness: Readiness; sources: () => SourceStatus[] }

/** The internal server of ingest: health, metrics, the state of the sources, and the intake the dashboard forwards to. */
export function intakeRoutes({ logger, topic, readiness, sources }: IntakeOptions): Hono {
  const app = internalRoutes(logger, readiness)
  const budget = createByteBudget(JSON_BUDGET_BYTES)

  app.get('/sources', (context) => context.json(sources()))

  app.post(POSTS, async (context) => {
    const result = createResult('http')
    const body = openBody(context)
    try {
      if (bodyKind(context) === 'json') await takeJson(body, topic, budget, result)
      else await takeNdjson(body, topic, result)
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      await body.discard()
      if (error.cause !== undefined) logger.error({ err: error.cause }, 'the log did not take posts')
      return answerFailure(context, error, result)
    }
    return answerResult(context, result)
  })

  app.delete(`${POSTS}/*`, async (context) => {
    const record = readDelete(encodedPath(context).slice(POSTS.length + 1), Date.now())
    await topic.append('http', [record])
    return context.json({ accepted: 1 }, 202)
  })
  return app
}

/** The path as it was sent: Hono's own has some escapes undone, and an id may hold any character. */
function encodedPath(context: Context): string {
  return new URL(context.req.url).pathname
}
