import { MAX_AHEAD_MS, type PostRecord, postRecordSchema, postSchema } from '@groundswell/shared/post.ts'
import { FINAL_VERSION, type Origin } from '@groundswell/shared/scored-post.ts'
import type { LogRecord } from '@groundswell/storage/post-log/post-log.ts'
import { type Arrival, deadRecord, type ParsedPost } from './records.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Makes a post or a delete of a record of topic `posts`, or a dead letter that says why it can't. Never throws. */
export function parseRecord(record: LogRecord): Arrival<ParsedPost> {
  const { partition, offset, appendedAt, value } = record
  const origin: Origin = { partition, offset, appendedAt }
  const dead = (reason: string, field?: string) => deadRecord(origin, value, reason, field)

  // Text that was deleted at the source is overwritten in the log; a replay of the log meets what is left.
  if (value.length === 0) return dead('erased')
  const text = decode(value)
  if (text === null) return dead('is not UTF-8')
  const json = parseJson(text)
  if (json === undefined) return dead('is not JSON')
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return dead('is not a JSON object')

  const result = postRecordSchema.safeParse(withDefaults(json as Record<string, unknown>))
  if (!result.success) {
    const issue = result.error.issues[0]
    return dead(issue?.message ?? 'is not a post', issue?.path.join('.'))
  }
  return settle(result.data, origin, dead)
}

function settle(data: PostRecord, origin: Origin, dead: (reason: string, field?: string) => Arrival<ParsedPost>): Arrival<ParsedPost> {
  if (data.$op === 'delete') return { kind: 'delete', origin, source: data.source, id: data.id, version: data.$version ?? FINAL_VERSION }
  if (data.$op === 'delete-author') {
    return { kind: 'delete-author', origin, source: data.source, author: data.author, version: data.$version ?? FINAL_VERSION }
  }
  const { $op, $version, $time, createdAt, ...post } = data
  const time = $time ?? (createdAt === undefined ? origin.appendedAt : Date.parse(createdAt))
  if (time > origin.appendedAt + MAX_AHEAD_MS) {
    return dead('must not be more than 5 minutes ahead', $time === undefined ? 'createdAt' : '$time')
  }
  return { kind: 'post', origin, ...defined(post), ...(createdAt === undefined ? {} : { createdAt }), time, version: $version ?? 0 }
}

function decode(value: Buffer): string | null {
  try {
    return utf8.decode(value)
  } catch {
    return null
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * What anybody's producer may leave out. A connected source has its own clock (`$time`), so there an author's
 * `createdAt` that is no time at all says nothing and must not cost the post.
 */
function withDefaults(json: Record<string, unknown>): Record<string, unknown> {
  const record: Record<string, unknown> = { ...json, $op: Object.hasOwn(json, '$op') ? json['$op'] : 'post' }
  if (record['$time'] !== undefined && !postSchema.shape.createdAt.safeParse(record['createdAt']).success) delete record['createdAt']
  return record
}

/** Without the keys whose value is undefined, so that records hold only what was said. */
function defined<T extends object>(value: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as ReturnType<typeof defined<T>>
}
