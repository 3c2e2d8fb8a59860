import type { Emotion } from '@groundswell/shared/emotions.ts'
import { UserError } from '@groundswell/shared/errors.ts'
import type { PostView } from '@groundswell/shared/live-events.ts'
import { type EmotionStore, queryRows } from '../emotion-store.ts'
import { NOT_RETRACTED, POST_COLUMNS, type PostRow, toPostView } from './post-rows.ts'

export type PostsRequest = {
  brand?: string
  /** Posts in which this emotion is present. */
  emotion?: Emotion
  /** Part of the text, whatever its case. */
  q?: string
  from?: Date
  /** Exclusive. */
  to?: Date
  limit: number
  cursor?: string
}

/**
 * Scored posts, newest first.
 * @throws UserError for a cursor that no earlier answer gave.
 */
export async function queryPosts(store: EmotionStore, request: PostsRequest): Promise<{ posts: PostView[]; nextCursor: string | null }> {
  const conditions = [NOT_RETRACTED]
  const params: Record<string, unknown> = { limit: request.limit + 1 }
  const where = (condition: string, values: Record<string, unknown>) => {
    conditions.push(condition)
    Object.assign(params, values)
  }
  if (request.brand !== undefined) where('has(brands, {brand:String})', { brand: request.brand })
  if (request.emotion !== undefined) where('has(emotions, {emotion:String})', { emotion: request.emotion })
  if (request.q !== undefined) where('positionCaseInsensitiveUTF8(text, {q:String}) > 0', { q: request.q })
  if (request.from !== undefined) where(`time >= ${milliseconds('from')}`, { from: request.from.getTime() })
  if (request.to !== undefined) where(`time < ${milliseconds('to')}`, { to: request.to.getTime() })
  if (request.cursor !== undefined)
    where(`(time, key_hash) < (${milliseconds('cursor_time')}, {cursor_key:UInt64})`, parseCursor(request.cursor))

  const rows = await queryRows<PostRow>(
    store,
    `SELECT ${POST_COLUMNS} FROM groundswell.scored_posts WHERE ${conditions.join(' AND ')} ORDER BY time DESC, key_hash DESC LIMIT {limit:UInt32}`,
    params,
  )
  const page = rows.slice(0, request.limit)
  const last = page.at(-1)
  return {
    posts: page.map(toPostView),
    nextCursor:
      rows.length > request.limit && last !== undefined ? Buffer.from(`${last.time_ms}.${last.key_hash}`).toString('base64url') : null,
  }
}

const milliseconds = (param: string) => `fromUnixTimestamp64Milli({${param}:Int64}, 'UTC')`

function parseCursor(cursor: string): { cursor_time: string; cursor_key: string } {
  const match = /^(\d{1,15})\.(\d{1,20})$/.exec(Buffer.from(cursor, 'base64url').toString())
  if (match?.[1] === undefined || match[2] === undefined)
    throw new UserError(400, 'invalid_parameter', 'cursor must be the nextCursor of an earlier answer.', 'cursor')
  return { cursor_time: match[1], cursor_key: match[2] }
}
