/** A share with the interval it lies in, all 0..1. */
export type Estimate = { share: number; low: number; high: number }

/** Normal quantile of a two-sided 90 % interval. */
const Z90 = 1.6448536269514722

/**
 * Wilson's score interval, 90 % (Wilson, JASA 1927): honest also for few posts and for shares near 0 or 1.
 * `n` may be less than the count's own total where its parts hang together; 0 gives the widest interval.
 */
export function wilson(share: number, n: number): Estimate {
  if (n <= 0) return { share: 0, low: 0, high: 1 }
  const square = Z90 * Z90
  const middle = (share + square / (2 * n)) / (1 + square / n)
  const reach = (Z90 / (1 + square / n)) * Math.sqrt((share * (1 - share)) / n + square / (4 * n * n))
  return { share, low: Math.max(0, Math.min(share, middle - reach)), high: Math.min(1, Math.max(share, middle + reach)) }
}

export type Difference = { points: number; low: number; high: number; clear: boolean }

/** The difference of two independent shares with its 90 % interval (Newcombe, Statistics in Medicine 1998); clear when that excludes zero. */
export function difference(now: Estimate, before: Estimate): Difference {
  const points = now.share - before.share
  const low = points - Math.hypot(now.share - now.low, before.high - before.share)
  const high = points + Math.hypot(now.high - now.share, before.share - before.low)
  return { points, low, high, clear: low > 0 || high < 0 }
}

/** Two-proportion z of `count` of `n` now against `countBefore` of `nBefore`; 0 where it can't be said. */
export function twoShareZ(count: number, n: number, countBefore: number, nBefore: number): number {
  if (n === 0 || nBefore === 0) return 0
  const pooled = (count + countBefore) / (n + nBefore)
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / nBefore))
  return deviation > 0 ? (count / n - countBefore / nBefore) / deviation : 0
}
