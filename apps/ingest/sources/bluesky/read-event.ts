import { MAX_AHEAD_MS, type PostRecord } from '@groundswell/shared/post.ts'
import type { RefusalReason } from '../../door/metrics.ts'
import { decodeUtf8 } from '../../door/parse-json.ts'
import { isObject, type JsonObject } from './json-object.ts'
import { readPost } from './read-post.ts'

/** What one frame of Jetstream means to us; `timeUs` is the stream's own clock and the cursor, null for garbage. */
export type EventOutcome = { timeUs: number | null; record: PostRecord | null; refused: RefusalReason | null }

const COLLECTION = 'app.bsky.feed.post'
const EARLIEST_US = Date.UTC(2020, 0, 1) * 1_000

/**
 * Reads one Jetstream v1 frame. Unknown kinds and fields are passed over (the protocol grows), garbage is refused.
 * @param now ms since 1970; an event further ahead than 5 minutes is refused, since it would push the cursor there.
 */
export function readEvent(frame: Buffer, now: number): EventOutcome {
  const event = parseObject(frame)
  if (typeof event === 'string') return { timeUs: null, record: null, refused: event }
  const { did, time_us: timeUs } = event
  if (
    typeof timeUs !== 'number' ||
    !Number.isSafeInteger(timeUs) ||
    timeUs < EARLIEST_US ||
    typeof did !== 'string' ||
    !did.startsWith('did:')
  )
    return { timeUs: null, record: null, refused: 'bad_event' }
  if (timeUs > (now + MAX_AHEAD_MS) * 1_000) return { timeUs: null, record: null, refused: 'future_time' }

  if (event['kind'] === 'account') return { timeUs, record: readAccount(event['account'], did, timeUs), refused: null }
  if (event['kind'] !== 'commit') return { timeUs, record: null, refused: null }
  const commit = event['commit']
  if (!isObject(commit)) return { timeUs, record: null, refused: 'bad_event' }
  if (commit['collection'] !== COLLECTION) return { timeUs, record: null, refused: null }
  return { timeUs, ...readPost(commit, did, timeUs) }
}

/** An account that is gone takes its posts with it, whatever the status is called; one that is back brings nothing back. */
function readAccount(account: unknown, did: string, timeUs: number): PostRecord | null {
  if (!isObject(account) || account['active'] !== false) return null
  return { $op: 'delete-author', $version: timeUs, $time: Math.floor(timeUs / 1_000), source: 'bluesky', author: did }
}

function parseObject(frame: Buffer): JsonObject | RefusalReason {
  const text = decodeUtf8(frame)
  if (text === null) return 'not_utf8'
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : 'not_an_object'
  } catch (error) {
    if (error instanceof SyntaxError) return 'not_json'
    throw error
  }
}
