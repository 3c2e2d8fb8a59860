import type { TrendBucket } from '@groundswell/shared/live-events.ts'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLiveStore } from './live-store.ts'

type Listener = (...values: unknown[]) => void

/** A socket without a line: events are fired by the test, what the store sends is recorded. */
class FakeSocket {
  connected = false
  active = true
  sent: unknown[][] = []
  connects = 0
  readonly #listeners = new Map<string, Listener>()
  on(name: string, listener: Listener) {
    this.#listeners.set(name, listener)
  }
  emit(...message: unknown[]) {
    this.sent.push(message)
  }
  connect() {
    this.connects += 1
  }
  fire(name: string, ...values: unknown[]) {
    if (name === 'connect') this.connected = true
    if (name === 'disconnect') this.connected = false
    this.#listeners.get(name)?.(...values)
  }
}

const bucket = (start: string): TrendBucket => ({ start, posts: 1, scored: 1, authors: 1, emotions: {} })

function setUp(history: TrendBucket[] | null = []) {
  const socket = new FakeSocket()
  const unauthorized = vi.fn()
  const fetchHistory = vi.fn(async () => history)
  const store = createLiveStore(socket as unknown as Parameters<typeof createLiveStore>[0], fetchHistory, unauthorized)
  return { socket, store, unauthorized, fetchHistory }
}

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('live store', () => {
  it('asks for its brand at every connection', () => {
    const { socket, store } = setUp()
    store.watch('acme')
    expect(socket.sent).toEqual([])
    socket.fire('connect')
    socket.fire('disconnect', 'transport close')
    socket.fire('connect')
    expect(socket.sent.map(([name, request]) => [name, request])).toEqual([
      ['watch', { brand: 'acme' }],
      ['watch', { brand: 'acme' }],
    ])
  })

  it('tells its subscribers of changes, and of nothing else', () => {
    const { socket, store } = setUp()
    const changed = vi.fn()
    const stop = store.subscribe(changed)
    socket.fire('trend', { brand: 'other', buckets: [bucket('2026-11-21T12:00:00.000Z')] })
    expect(changed).not.toHaveBeenCalled()
    socket.fire('trend', { brand: null, buckets: [bucket('2026-11-21T12:00:00.000Z')] })
    expect(changed).toHaveBeenCalledTimes(1)
    stop()
    socket.fire('connect')
    expect(changed).toHaveBeenCalledTimes(1)
  })

  it('fills the hour before the snapshot from the API', async () => {
    const { socket, store, fetchHistory } = setUp([bucket('2026-11-21T10:30:00.000Z')])
    socket.fire('snapshot', { brand: null, buckets: [bucket('2026-11-21T11:30:00.000Z')], posts: [] })
    await vi.waitFor(() => expect(store.getState().minutes.size).toBe(2))
    expect(fetchHistory).toHaveBeenCalledOnce()
  })

  it('keeps the snapshot when there is no history to be had', async () => {
    const { socket, store, fetchHistory } = setUp(null)
    socket.fire('snapshot', { brand: null, buckets: [bucket('2026-11-21T11:30:00.000Z')], posts: [] })
    await vi.waitFor(() => expect(fetchHistory).toHaveBeenCalled())
    expect(store.getState()).toMatchObject({ loaded: true, connection: 'connected' })
  })

  it('comes back by itself when the server ended or refused the connection, without hammering', () => {
    const { socket } = setUp()
    socket.active = false
    socket.fire('disconnect', 'io server disconnect')
    socket.fire('connect_error', new Error('down'))
    expect(socket.connects).toBe(0)
    vi.advanceTimersByTime(1000)
    expect(socket.connects).toBeGreaterThan(0)
  })

  it('leads to the sign-in when the server wants to know who is there', () => {
    const { socket, unauthorized } = setUp()
    socket.fire('connect_error', new Error('unauthorized'))
    expect(unauthorized).toHaveBeenCalledOnce()
  })

  it('shows why a brand is refused, unless another one is watched by now', () => {
    const { socket, store } = setUp()
    const answer = () => socket.sent.at(-1)?.[2] as (error: { code: string; message: string } | null) => void
    store.watch('nope')
    socket.fire('connect')
    const late = answer()
    late({ code: 'not_found', message: 'There is no brand "nope".' })
    expect(store.getState().refused).toMatchObject({ message: 'There is no brand "nope".' })
    store.watch(null)
    late({ code: 'not_found', message: 'late' })
    expect(store.getState().refused).toBeNull()
  })
})
