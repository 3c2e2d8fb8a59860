'use client'

import type { TrendBucket } from '@groundswell/shared/live-events.ts'
import { useEffect, useSyncExternalStore } from 'react'
import { io } from 'socket.io-client'
import { bucketStart } from '../charts/prepare/fill-buckets.ts'
import { apiQuery, askApi, signIn } from '../lib/api.ts'
import { EMPTY_LIVE, type LiveState } from '../lib/live-state.ts'
import { createLiveStore, type LiveStore } from '../lib/live-store.ts'
import { KEPT_MINUTES, MINUTE } from '../lib/ranges.ts'

let store: LiveStore | undefined

async function fetchHistory(brand: string | null, to: number): Promise<TrendBucket[] | null> {
  const from = new Date(bucketStart(Date.now(), MINUTE) - KEPT_MINUTES * MINUTE).toISOString()
  const until = new Date(bucketStart(to, MINUTE)).toISOString()
  const answer = await askApi<{ buckets: TrendBucket[] }>(`/trends${apiQuery({ brand, from, to: until, step: 60 })}`)
  return answer.ok ? answer.value.buckets : null
}

/** One connection a page, made when it is first needed. */
function liveStore(brand: string | null): LiveStore {
  if (store === undefined) {
    const socket = io({ path: '/ws', transports: ['websocket'], reconnectionDelay: 500, reconnectionDelayMax: 3000, autoConnect: false })
    store = createLiveStore(socket, fetchHistory, signIn)
    store.watch(brand)
    socket.connect()
  }
  return store
}

const inBrowser = typeof window !== 'undefined'
const subscribe = (changed: () => void) => store?.subscribe(changed) ?? (() => undefined)

/** What the server says about a brand (null: every post), kept up to date. */
export function useLive(brand: string | null): LiveState {
  useEffect(() => liveStore(brand).watch(brand), [brand])
  return useSyncExternalStore(
    subscribe,
    () => (inBrowser ? liveStore(brand).getState() : EMPTY_LIVE),
    () => EMPTY_LIVE,
  )
}
