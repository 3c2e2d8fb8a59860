import type { ClientEvents, ServerEvents, TrendBucket } from '@groundswell/shared/live-events.ts'
import type { Socket } from 'socket.io-client'
import { applyEvent, EMPTY_LIVE, type LiveEvent, type LiveState } from './live-state.ts'

/** Pause before coming back after the server ended the connection, ms. */
const AFTER_A_KICK = 1000

type LiveSocket = Socket<ServerEvents, ClientEvents>

/** Minutes of a brand before `to` (ms), from the API; null when they can't be had, then changes have nothing to compare with. */
type FetchHistory = (brand: string | null, to: number) => Promise<TrendBucket[] | null>

export type LiveStore = {
  getState: () => LiveState
  subscribe: (changed: () => void) => () => void
  watch: (brand: string | null) => void
}

/** Holds the live state and keeps it in step with the socket: every connection starts with `watch`, which the server answers with a snapshot. */
export function createLiveStore(socket: LiveSocket, fetchHistory: FetchHistory, unauthorized: () => void): LiveStore {
  let state: LiveState = EMPTY_LIVE
  const listeners = new Set<() => void>()
  const apply = (event: LiveEvent) => {
    const next = applyEvent(state, event)
    if (next === state) return
    state = next
    for (const changed of listeners) changed()
  }
  const refused = ({ code, message }: { code: string; message: string }) => {
    if (code === 'unauthorized') unauthorized()
    apply({ type: 'refused', code, message, at: Date.now() })
  }
  const watch = () => {
    const { brand } = state
    socket.emit('watch', { brand }, (error) => {
      if (error !== null && error !== undefined && brand === state.brand) refused(error)
    })
  }

  socket.on('connect', () => {
    apply({ type: 'connected' })
    watch()
  })
  // The client comes back by itself from a broken line; not after the server ended or refused the connection in words.
  const comeBack = () => {
    if (!socket.active) setTimeout(() => socket.connect(), AFTER_A_KICK)
  }
  socket.on('disconnect', () => {
    apply({ type: 'disconnected', at: Date.now() })
    comeBack()
  })
  socket.on('connect_error', (error) => {
    apply({ type: 'disconnected', at: Date.now() })
    if (/unauthorized|401/i.test(error.message)) unauthorized()
    comeBack()
  })
  socket.on('snapshot', async (snapshot) => {
    apply({ type: 'snapshot', snapshot, at: Date.now() })
    if (snapshot.brand !== state.brand) return
    const first = Math.min(Date.now() - 3_600_000, ...snapshot.buckets.map(({ start }) => Date.parse(start)))
    const buckets = await fetchHistory(snapshot.brand, first)
    if (buckets !== null) apply({ type: 'history', brand: snapshot.brand, buckets })
  })
  socket.on('trend', (trend) => apply({ type: 'trend', trend }))
  socket.on('posts', (posts) => apply({ type: 'posts', posts }))
  socket.on('status', (status) => apply({ type: 'status', status, at: Date.now() }))

  return {
    getState: () => state,
    subscribe: (changed) => {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
    watch: (brand) => {
      if (brand === state.brand) return
      apply({ type: 'watch', brand })
      if (socket.connected) watch()
    },
  }
}
