import { UserError } from '@groundswell/shared/errors.ts'
import { type PostRecord, postRecordSchema } from '@groundswell/shared/post.ts'

/**
 * The delete that a path names. It has no version, whatever the source: it is final.
 * @param path what follows `/posts/`, still percent-encoded.
 * @throws UserError 400 with the field.
 */
export function readDelete(path: string, now: number): PostRecord {
  const [source, id, ...more] = path.split('/').map(decode)
  if (source === undefined || id === undefined || more.length > 0)
    throw new UserError(400, 'wrong_path', 'The path must be /posts/SOURCE/ID with the id percent-encoded.', 'id')
  const parsed = postRecordSchema.safeParse({ $op: 'delete', $time: now, source, id })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const field = String(issue?.path[0] ?? '')
  throw new UserError(400, 'invalid_field', `${field} ${issue?.message ?? 'is wrong'}`, field)
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch (error) {
    if (!(error instanceof URIError)) throw error
    throw new UserError(400, 'wrong_path', 'The path is not valid percent-encoding of UTF-8.', 'id')
  }
}
