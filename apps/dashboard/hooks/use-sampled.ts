'use client'

import { useRef } from 'react'

/**
 * A value that changes at most once a `tick`, or at once when `key` changes: what moves many charts is drawn once a
 * second, however often it comes.
 */
export function useSampled<T>(value: T, tick: number, key: string): T {
  const kept = useRef({ value, tick, key })
  if (kept.current.tick !== tick || kept.current.key !== key) kept.current = { value, tick, key }
  return kept.current.value
}
