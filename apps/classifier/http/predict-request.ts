import { UserError } from '@groundswell/shared/errors.ts'
import { MAX_TEXT } from '@groundswell/shared/post.ts'
import { z } from 'zod'

/** Texts one request may hold. */
export const MAX_TEXTS = 256

const text = z
  .string('must be a string')
  .max(MAX_TEXT, `must have at most ${MAX_TEXT} characters`)
  .refine((value) => value.trim() !== '', 'must not be empty')
  .refine((value) => value.isWellFormed() && !value.includes('\0'), 'must be well-formed Unicode without NUL characters')
const texts = z
  .array(text, 'must be an array of strings')
  .min(1, 'must not be empty')
  .max(MAX_TEXTS, `must have at most ${MAX_TEXTS} texts`)

/**
 * The texts of a request's body.
 * @throws UserError that names the field.
 */
export function textsOf(body: unknown): string[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw refuse('The body must be a JSON object with text or texts.')
  if ('text' in body === 'texts' in body) throw refuse('The body must have either text or texts.', 'text')
  const unknown = Object.keys(body).find((key) => key !== 'text' && key !== 'texts')
  if (unknown !== undefined) throw refuse('is not a field of this request', unknown)
  const result = 'text' in body ? z.object({ text }).safeParse(body) : z.object({ texts }).safeParse(body)
  if (!result.success) throw refuse(result.error.issues[0]?.message ?? 'is wrong', result.error.issues[0]?.path.join('.'))
  return 'text' in result.data ? [result.data.text] : result.data.texts
}

function refuse(message: string, field?: string): UserError {
  return new UserError(400, 'invalid_request', message, field)
}
