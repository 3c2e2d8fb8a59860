'use client'

import { useSyncExternalStore } from 'react'
import { createCursorStore } from '../lib/cursor-store.ts'

/** The page has one time axis, hence one cross-hair. */
export const cursorStore = createCursorStore()

/** Time under the cross-hair, ms, or null. */
export function useCursor(): number | null {
  return useSyncExternalStore(cursorStore.subscribe, cursorStore.get, () => null)
}
