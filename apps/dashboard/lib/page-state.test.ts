import type { Status } from '@groundswell/shared/live-events.ts'
import { describe, expect, it } from 'vitest'
import { EMPTY_LIVE, type LiveState } from './live-state.ts'
import { pageState } from './page-state.ts'

const NOW = 1_000_000
const ready: LiveState = { ...EMPTY_LIVE, connection: 'connected', loaded: true, statusAt: NOW }
const lagging = (lagSeconds: number | null) => ({ ...ready, status: { lagSeconds } as Status })

describe('pageState', () => {
  it('loads until the snapshot, and is patient with a first connection', () => {
    expect(pageState(EMPTY_LIVE, NOW)).toEqual({ kind: 'loading' })
    expect(pageState({ ...EMPTY_LIVE, connection: 'lost', lostAt: NOW - 1000 }, NOW)).toEqual({ kind: 'loading' })
    expect(pageState({ ...EMPTY_LIVE, connection: 'lost', lostAt: NOW - 4000 }, NOW)).toMatchObject({ kind: 'failed', since: NOW - 4000 })
  })

  it('is fresh with a small lag, or while the part that knows the lag is away', () => {
    expect(pageState(lagging(3), NOW)).toEqual({ kind: 'ready', stale: null })
    expect(pageState(lagging(null), NOW)).toEqual({ kind: 'ready', stale: null })
  })

  it('is stale when the stream lags, the server is silent or the connection is lost', () => {
    expect(pageState(lagging(90), NOW)).toMatchObject({ stale: { since: NOW - 90_000 } })
    expect(pageState({ ...ready, statusAt: NOW - 20_000 }, NOW)).toMatchObject({ stale: { words: 'no word from the server' } })
    expect(pageState({ ...ready, connection: 'lost', lostAt: NOW - 1 }, NOW)).toMatchObject({ stale: { words: 'connection lost' } })
  })

  it('says why a brand was refused, as long as there is nothing to show', () => {
    const refused = { code: 'not_found', message: 'There is no brand x.', at: 5 }
    expect(pageState({ ...EMPTY_LIVE, refused }, NOW)).toMatchObject({ kind: 'failed', message: refused.message, since: 5 })
    expect(pageState({ ...ready, refused }, NOW)).toMatchObject({ kind: 'ready' })
  })
})
