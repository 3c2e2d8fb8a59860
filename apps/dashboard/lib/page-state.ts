import type { LiveState } from './live-state.ts'

/** The stream is called stale beyond this lag, as the alert rules do. */
const STALE_LAG_SECONDS = 60
/** The server speaks every second; after this silence its last words are old. */
const STATUS_SILENCE = 15_000
/** A first connection may take this long before the page says that it fails. */
const PATIENCE = 3_000

const UNREACHABLE = 'It is tried again every few seconds; nothing has to be reloaded.'

/**
 * What all panels have in common. `loading` nothing yet · `failed` nothing to show, with what, since when ·
 * `ready` data is there; `stale` says since when it is old and why, null while it is fresh.
 */
export type PageState =
  | { kind: 'loading' }
  | { kind: 'failed'; message: string; since: number; advice: string }
  | { kind: 'ready'; stale: { since: number; words: string } | null }

function staleness(live: LiveState, now: number): { since: number; words: string } | null {
  if (live.connection === 'lost') return { since: live.lostAt ?? now, words: 'connection lost' }
  if (live.statusAt !== null && now - live.statusAt > STATUS_SILENCE) return { since: live.statusAt, words: 'no word from the server' }
  const lag = live.status?.lagSeconds
  if (typeof lag === 'number' && lag > STALE_LAG_SECONDS) return { since: now - lag * 1000, words: 'the stream lags behind' }
  return null
}

/** @param now ms since 1970; 0 while the server renders, then everything is loading. */
export function pageState(live: LiveState, now: number): PageState {
  if (live.refused !== null && !live.loaded)
    return {
      kind: 'failed',
      message: live.refused.message,
      since: live.refused.at,
      advice: 'Choose another brand; the other ones still work.',
    }
  if (live.loaded) return { kind: 'ready', stale: staleness(live, now) }
  if (live.connection === 'lost' && now - (live.lostAt ?? now) > PATIENCE)
    return { kind: 'failed', message: 'The server can’t be reached.', since: live.lostAt ?? now, advice: UNREACHABLE }
  return { kind: 'loading' }
}
