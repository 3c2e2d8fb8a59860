'use client'

import { useSyncExternalStore } from 'react'

const TICK = 1000

function subscribe(changed: () => void): () => void {
  const timer = setInterval(changed, TICK)
  return () => clearInterval(timer)
}

/** The time, ms, in steps of `step` ms: a component renders again only when its step is over. 0 while the server renders. */
export function useNow(step: number): number {
  return useSyncExternalStore(
    subscribe,
    () => Math.floor(Date.now() / step) * step,
    () => 0,
  )
}
