import { UserError } from '@groundswell/shared/errors.ts'
import type { PostRecord } from '@groundswell/shared/post.ts'
import { checkPost } from '../door/check-post.ts'
import { refused } from '../door/metrics.ts'
import { parseJson } from '../door/parse-json.ts'
import type { PostsTopic } from '../posts-topic.ts'
import type { ByteBudget } from './byte-budget.ts'
import type { OpenResult } from './refusal-list.ts'
import { type Body, brokenBody } from './request-body.ts'

export const MAX_JSON_BYTES = 32 * 1024 * 1024
export const MAX_POSTS = 10_000

/** Takes a body of one post or an array of posts: checked as a whole, then appended as one batch. */
export async function takeJson(body: Body, topic: PostsTopic, budget: ByteBudget, result: OpenResult) {
  const held: Uint8Array[] = []
  let bytes = 0
  try {
    for (let chunk = await body.read(); chunk !== null; chunk = await body.read()) {
      if (!budget.take(chunk.length)) throw new UserError(503, 'busy', 'Too many large requests at once; try again, or send NDJSON.')
      bytes += chunk.length
      if (bytes > MAX_JSON_BYTES) {
        refused.inc({ intake: 'http', reason: 'too_large' })
        throw new UserError(413, 'too_large', 'A JSON body may have at most 32 MB; send NDJSON, which may have any length.')
      }
      held.push(chunk)
    }
    const records = check(parse(Buffer.concat(held)), result)
    await topic.append('http', records)
    result.accepted = records.length
  } catch (error) {
    throw error instanceof UserError ? error : brokenBody(error as Error)
  } finally {
    budget.giveBack(bytes)
  }
}

function parse(bytes: Buffer): unknown {
  const parsed = parseJson(bytes)
  if (parsed.ok) return parsed.value
  const { reason, message } = parsed.refusal
  refused.inc({ intake: 'http', reason })
  throw new UserError(400, reason === 'not_utf8' ? 'invalid_utf8' : 'malformed_json', `The body ${message}.`)
}

function check(value: unknown, result: OpenResult): PostRecord[] {
  const posts = Array.isArray(value) ? value : [value]
  if (posts.length > MAX_POSTS) {
    refused.inc({ intake: 'http', reason: 'too_large' })
    throw new UserError(400, 'too_many_posts', `An array may hold at most ${MAX_POSTS} posts; send NDJSON, which may have any length.`)
  }
  const arrivedAt = Date.now()
  const records: PostRecord[] = []
  for (const [index, post] of posts.entries()) {
    const checked = checkPost(post, arrivedAt)
    if (checked.ok) records.push(checked.record)
    else result.reject(index, checked.refusal)
  }
  return records
}
