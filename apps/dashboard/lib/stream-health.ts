import type { SourceStatus, Status } from '@groundswell/shared/live-events.ts'

export type Health = 'good' | 'pending' | 'bad'

/** What a source's own word for its state means to a reader. */
export function sourceHealth({ state }: Pick<SourceStatus, 'state'>): Health {
  if (/^(connected|open|watching|reading|playing|idle|ended)/.test(state)) return 'good'
  return /^(starting|connecting|waiting)/.test(state) ? 'pending' : 'bad'
}

/** Whether what is on the screen is the demo's. */
export const isDemo = (status: Status | null) =>
  status?.sources.some(({ name, state }) => name === 'demo' && state.startsWith('playing')) ?? false

/** Share of stored posts in a language that the model does not know, 0..1; null while nothing is known. */
export function unsupportedShare(status: Status | null): number | null {
  if (status === null || status.scored === null || status.unsupported === null) return null
  const all = status.scored + status.unsupported
  return all === 0 ? null : status.unsupported / all
}

/** Parts that are down, in words. */
export function partsDown(status: Status | null): string[] {
  if (status === null) return []
  return [...new Set([...status.missing, ...status.stages.filter(({ state }) => state === 'down').map(({ name }) => name)])]
}
