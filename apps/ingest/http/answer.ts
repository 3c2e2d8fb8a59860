import type { UserError } from '@groundswell/shared/errors.ts'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { OpenResult } from './refusal-list.ts'

/** 202 where something was accepted, else 400; both with the same lists, so that a caller reads one shape. */
export function answerResult(context: Context, result: OpenResult): Response {
  const { accepted, rejected, rejectedCount } = result
  if (accepted > 0) return context.json({ accepted, rejected, rejectedCount }, 202)
  const first = rejected[0]
  if (first === undefined)
    return context.json({ error: { code: 'no_posts', message: 'The request holds no post.' }, accepted, rejected, rejectedCount }, 400)
  const message =
    rejectedCount === 1 ? `${first.field} ${first.message}`.trim() : `All ${rejectedCount} posts were refused; see "rejected".`
  const field = first.field === '' ? {} : { field: first.field }
  return context.json({ error: { code: 'rejected', message, ...field }, accepted, rejected, rejectedCount }, 400)
}

/** A request that could not be finished: the error, and what had been made durable before it. */
export function answerFailure(context: Context, error: UserError, result: OpenResult): Response {
  const { accepted, rejected, rejectedCount } = result
  const status = error.status as ContentfulStatusCode
  if (status === 503) context.header('Retry-After', '5')
  return context.json({ ...error.toBody(), accepted, rejected, rejectedCount }, status)
}
