import { UserError } from '@groundswell/shared/errors.ts'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Logger } from './logger.ts'

/** Hono's `onError`: a UserError as it stands, anything else as a 500 without a stack trace (that goes to the log). */
export function answerError(logger: Logger) {
  return (error: Error, context: Context) => {
    if (error instanceof UserError) return context.json(error.toBody(), error.status as ContentfulStatusCode)
    logger.error({ err: error, path: context.req.path }, 'request failed')
    return context.json({ error: { code: 'internal', message: 'The server failed; its log says why.' } }, 500)
  }
}

/** Hono's `notFound`. */
export function answerNotFound(context: Context) {
  const message = `There is no ${context.req.method} ${context.req.path}; see /api/v1/openapi.json.`
  return context.json({ error: { code: 'not_found', message } }, 404)
}
