import { UserError } from '@groundswell/shared/errors.ts'
import { z } from '@hono/zod-openapi'
import type { Context } from 'hono'

const EARLIEST = Date.UTC(2000, 0, 1)
const LATEST = Date.UTC(2100, 0, 1)
const TIME = 'must be an ISO 8601 time with a zone, for example 2026-11-21T09:30:00Z (in an address write + as %2B), or a date'

/** A point in time as a parameter: with its zone, or a date, which begins at midnight UTC. */
export const instant = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], { error: TIME })
  .transform((text) => new Date(text))
  .refine((time) => time.getTime() >= EARLIEST && time.getTime() <= LATEST, 'must be between the years 2000 and 2100')
  .openapi({ type: 'string', format: 'date-time', example: '2026-11-21T09:30:00Z' })

export const wholeNumber = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`
  return z
    .string()
    .regex(/^\d{1,9}$/, error)
    .transform(Number)
    .refine((value) => value >= min && value <= max, error)
    .openapi({ type: 'integer', minimum: min, maximum: max })
}

/** zod-openapi's `defaultHook`: the first thing that is wrong, by name, with the fix. */
export function refuseInvalid(result: { success: boolean; error?: { issues: unknown }; target?: string }, context: Context): void {
  if (result.success) return
  const issues = (result.error?.issues ?? []) as z.core.$ZodIssue[]
  throw toUserError(issues, Object.keys(context.req.query()))
}

/** @param sent names that the request has; the message of an unknown one points at it. */
export function toUserError(issues: z.core.$ZodIssue[], sent: string[] = []): UserError {
  const issue = issues[0]
  if (issue?.code === 'unrecognized_keys') {
    const field = issue.keys[0] ?? sent[0] ?? ''
    return new UserError(400, 'invalid_parameter', `${field} is not known here; /api/v1/openapi.json lists what is.`, field)
  }
  const field = String(issue?.path[0] ?? 'body')
  const twice = issue?.code === 'invalid_type' && issue.message.includes('received array')
  return new UserError(400, 'invalid_parameter', `${field} ${twice ? 'may be given only once' : (issue?.message ?? 'is wrong')}`, field)
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Without the properties that are undefined, for functions that tell absent from undefined. */
export function defined<T extends Record<string, unknown>>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>
}
