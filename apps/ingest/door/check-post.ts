import { MAX_AHEAD_MS, type Post, type PostRecord, postSchema, RESERVED_SOURCES } from '@groundswell/shared/post.ts'
import type { RefusalReason } from './metrics.ts'

/** Why something is no post, for the person who sent it; `field` is empty where the whole of it is at fault. */
export type Refusal = { reason: RefusalReason; field: string; message: string }
export type Checked = { ok: true; record: PostRecord } | { ok: false; refusal: Refusal }

type Issue = { code: string; path: PropertyKey[]; message: string; keys?: string[]; expected?: string }

/**
 * Checks what a caller or a file offers as a post and makes a record of it. The post counts under its `createdAt`, else
 * under its arrival; it has no version, since such sources have no clock of their own: the log's order decides.
 * @param arrivedAt ms since 1970.
 */
export function checkPost(value: unknown, arrivedAt: number): Checked {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse('not_an_object', '', 'must be an object such as {"id":"1","text":"hello"}')
  const parsed = postSchema.safeParse(value)
  if (!parsed.success) return { ok: false, refusal: explain(parsed.error.issues[0] as Issue | undefined, value) }
  return checkRules(parsed.data, arrivedAt)
}

function checkRules(post: Post, arrivedAt: number): Checked {
  if (RESERVED_SOURCES.includes(post.source))
    return refuse('reserved_source', 'source', `"${post.source}" is the name of a connected source; choose another`)
  const time = post.createdAt === undefined ? arrivedAt : Date.parse(post.createdAt)
  if (time > arrivedAt + MAX_AHEAD_MS) return refuse('future_time', 'createdAt', 'must not be more than 5 minutes ahead')
  return { ok: true, record: { $op: 'post', $time: time, ...post } }
}

function explain(issue: Issue | undefined, value: object): Refusal {
  const field = String(issue?.path[0] ?? '')
  if (issue?.code === 'unrecognized_keys') {
    const name = (issue.keys?.[0] ?? '').slice(0, 100)
    return { reason: 'unknown_field', field: name, message: 'is not a field of a post' }
  }
  if (issue?.code === 'invalid_type') {
    if (!(field in value)) return { reason: 'missing_field', field, message: 'is required' }
    return { reason: 'wrong_field', field, message: `must be a ${issue.expected ?? 'string'}` }
  }
  const reason = field === 'text' ? reasonOfText(issue) : 'wrong_field'
  return { reason, field, message: issue?.message ?? 'is wrong' }
}

function reasonOfText(issue: Issue | undefined): RefusalReason {
  if (issue?.code === 'too_big') return 'text_too_long'
  return issue?.message === 'must not be empty' ? 'empty_text' : 'wrong_field'
}

function refuse(reason: RefusalReason, field: string, message: string): Checked {
  return { ok: false, refusal: { reason, field, message } }
}
