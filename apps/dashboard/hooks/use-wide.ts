'use client'

import { useCallback, useSyncExternalStore } from 'react'

/** Whether the window is at least this wide, px; true while the server renders. */
export function useWide(least: number): boolean {
  const query = `(min-width: ${least}px)`
  const subscribe = useCallback(
    (changed: () => void) => {
      const list = window.matchMedia(query)
      list.addEventListener('change', changed)
      return () => list.removeEventListener('change', changed)
    },
    [query],
  )
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(query).matches,
    () => true,
  )
}
