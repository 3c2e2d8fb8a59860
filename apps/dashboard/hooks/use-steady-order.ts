'use client'

import { useRef } from 'react'

/** Keeps the order of rows until `question` changes or `tick` has gone on, so that rows don't trade places under a reader's eyes. */
export function useSteadyOrder<T extends { key: string }>(rows: readonly T[], question: string, tick: number): T[] {
  const kept = useRef({ question: '', tick: 0, order: [] as string[] })
  const known = kept.current.question === question && kept.current.tick === tick && kept.current.order.length === rows.length
  if (!known) kept.current = { question, tick, order: rows.map(({ key }) => key) }
  const place = new Map(kept.current.order.map((key, index) => [key, index]))
  return [...rows].sort((a, b) => (place.get(a.key) ?? rows.length) - (place.get(b.key) ?? rows.length))
}
