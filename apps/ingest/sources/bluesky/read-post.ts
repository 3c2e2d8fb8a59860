import { MAX_TEXT, type Post, type PostRecord, postRecordSchema, postSchema } from '@groundswell/shared/post.ts'
import type { RefusalReason } from '../../door/metrics.ts'
import { isObject, type JsonObject } from './json-object.ts'

type Read = { record: PostRecord | null; refused: RefusalReason | null }

/** A commit of the post collection: create, update (an edit) or delete. */
export function readPost(commit: JsonObject, did: string, timeUs: number): Read {
  const { operation, rkey, record } = commit
  if (typeof rkey !== 'string' || rkey === '') return { record: null, refused: 'bad_event' }
  const own = { $version: timeUs, $time: Math.floor(timeUs / 1_000), source: 'bluesky', id: `at://${did}/app.bsky.feed.post/${rkey}` }
  if (operation === 'delete') return checked({ $op: 'delete', ...own })
  if ((operation !== 'create' && operation !== 'update') || !isObject(record)) return { record: null, refused: 'bad_event' }

  const text = readText(record['text'])
  if (typeof text !== 'string') {
    // An edit to something we do not keep (only an image, say) makes the text we have untrue: it goes.
    return { record: operation === 'update' ? { $op: 'delete', ...own } : null, refused: text.refused }
  }
  const url = `https://bsky.app/profile/${did}/post/${rkey}`
  return checked({ $op: 'post', ...own, text, author: did, ...optionalFields(record, url) })
}

/**
 * Broken characters are repaired, since one of them is no reason to lose what a person said. A text beyond our limit is
 * refused: the network allows 300 characters, so it is no post of a person, and half a text would say something else.
 */
function readText(value: unknown): string | { refused: RefusalReason } {
  if (typeof value !== 'string') return { refused: 'bad_event' }
  if (value.length > MAX_TEXT) return { refused: 'text_too_long' }
  const text = value.toWellFormed().replaceAll('\0', '\ufffd')
  return text.trim() === '' ? { refused: 'empty_text' } : text
}

/** What a client wrote beside the text may be anything; what does not fit is left out, the post stays. */
function optionalFields(record: JsonObject, url: string): Partial<Post> {
  const { createdAt, langs, reply } = record
  const parent = isObject(reply) && isObject(reply['parent']) ? reply['parent']['uri'] : undefined
  const offered = { createdAt, lang: Array.isArray(langs) ? langs[0] : undefined, replyTo: parent, url }
  const fitting = Object.entries(offered).filter(
    ([name, value]) => value !== undefined && postSchema.shape[name as keyof typeof offered].safeParse(value).success,
  )
  return Object.fromEntries(fitting)
}

function checked(candidate: unknown): Read {
  const parsed = postRecordSchema.safeParse(candidate)
  return parsed.success ? { record: parsed.data, refused: null } : { record: null, refused: 'bad_event' }
}
