type Cursor = { time: number | null }

/** Where the shared cross-hair stands, ms since 1970. Apart from React's state, so that moving it redraws readouts and no chart. */
export type CursorStore = { get: () => number | null; set: (time: number | null) => void; subscribe: (changed: () => void) => () => void }

export function createCursorStore(): CursorStore {
  const cursor: Cursor = { time: null }
  const listeners = new Set<() => void>()
  return {
    get: () => cursor.time,
    set: (time) => {
      if (time === cursor.time) return
      cursor.time = time
      for (const changed of listeners) changed()
    },
    subscribe: (changed) => {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
  }
}
