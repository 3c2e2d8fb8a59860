import type { ShareSeries } from '../../charts/prepare/series.ts'
import { capital, formatClock, formatShare } from '../../lib/format.ts'

type Shares = readonly (number | null)[]

/** The newest share that can be said. */
export const lastShare = (shares: Shares): number | null => shares.findLast((share) => share !== null) ?? null

/** The share at a time (ms), or the newest without one. */
export function shareAt(times: readonly number[], shares: Shares, time: number | null): number | null {
  if (time === null) return lastShare(shares)
  const index = times.findLastIndex((start) => start * 1000 <= time)
  return shares[index] ?? null
}

/** What a chart shows, in a sentence. */
export function trendSummary<K extends string>({ times, shares }: ShareSeries<K>, what: string): string {
  const [first, last] = [times[0], times.at(-1)]
  if (first === undefined || last === undefined) return `${what}: nothing yet.`
  const ends = Object.entries<Shares>(shares).map(([key, line]) => {
    const [start, end] = [line.find((share) => share !== null) ?? null, lastShare(line)]
    return start === null || end === null
      ? `${capital(key)} too few posts`
      : `${capital(key)} from ${formatShare(start)} to ${formatShare(end)}`
  })
  return `${what}, ${formatClock(first * 1000)} to ${formatClock(last * 1000)}: ${ends.join('; ')}.`
}

export const axisPercent = (value: number) => `${Math.round(value * 100)} %`
