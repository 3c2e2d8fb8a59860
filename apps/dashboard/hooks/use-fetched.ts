'use client'

import { useEffect, useRef, useState } from 'react'
import { askApi } from '../lib/api.ts'

export type Fetched<T> = {
  /** The last good answer for this path, also while a newer one fails. */
  value: T | null
  at: number
  /** Since when it fails, ms, and why. */
  error: { message: string; since: number } | null
}

const NOTHING = { value: null, at: 0, error: null }

/**
 * Asks the API for a path, again every `refresh` ms (0: once). A null path asks nothing. Failures are tried again every 5 s.
 *
 * @param spell writes the address at each asking, where it depends on the time; `path` then only tells one question from another
 */
export function useFetched<T>(path: string | null, refresh = 0, spell: (path: string) => string = (same) => same): Fetched<T> {
  const [state, setState] = useState<Fetched<T> & { path: string | null }>({ ...NOTHING, path })
  const address = useRef(spell)
  address.current = spell
  useEffect(() => {
    if (path === null) return
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = async () => {
      const answer = await askApi<T>(address.current(path), { signal: stop.signal })
      if (stop.signal.aborted) return
      setState((previous) => {
        const known = previous.path === path ? previous : { ...NOTHING, path }
        if (answer.ok) return { path, value: answer.value, at: Date.now(), error: null }
        return { ...known, path, error: { message: answer.message, since: known.error?.since ?? Date.now() } }
      })
      const wait = answer.ok ? refresh : 5000
      if (wait > 0) timer = setTimeout(ask, wait)
    }
    void ask()
    return () => {
      stop.abort()
      clearTimeout(timer)
    }
  }, [path, refresh])
  return state.path === path ? state : NOTHING
}
