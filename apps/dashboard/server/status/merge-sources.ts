import type { SourceStatus } from '@groundswell/shared/live-events.ts'

/**
 * Sources as ingest runs them, with the later of what it and the store know about their last post. Sources that only the
 * store knows (posted over HTTP under a name of their own, or run earlier) come last.
 * @param running null: ingest does not answer, so nobody knows their state.
 */
export function mergeSources(running: SourceStatus[] | null, stored: { source: string; lastPostAt: string }[]): SourceStatus[] {
  const last = new Map(stored.map(({ source, lastPostAt }) => [source, lastPostAt]))
  const named = (running ?? []).map((source) => ({ ...source, lastPostAt: later(source.lastPostAt, last.get(source.name) ?? null) }))
  const known = new Set(named.map(({ name }) => name))
  const others = stored.filter(({ source }) => !known.has(source))
  return [...named, ...others.map(({ source, lastPostAt }) => ({ name: source, state: running === null ? 'unknown' : 'idle', lastPostAt }))]
}

function later(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b
  return Date.parse(a) >= Date.parse(b) ? a : b
}
