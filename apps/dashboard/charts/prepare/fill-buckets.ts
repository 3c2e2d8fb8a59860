import type { TrendBucket } from '@groundswell/shared/live-events.ts'

/** A bucket without posts. */
export function emptyBucket(start: number): TrendBucket {
  return { start: new Date(start).toISOString(), posts: 0, scored: 0, authors: 0, emotions: {} }
}

/** Start of the bucket that a time falls into, ms. */
export const bucketStart = (time: number, step: number) => Math.floor(time / step) * step

/**
 * Every bucket of a span in order, those without posts too: the server leaves them out, and a gap drawn as a straight
 * line would be a lie. `from` and `to` (exclusive) are ms and are widened to whole buckets of `step` ms.
 */
export function fillBuckets(buckets: Iterable<TrendBucket>, from: number, to: number, step: number): TrendBucket[] {
  const known = new Map<number, TrendBucket>()
  for (const bucket of buckets) known.set(Date.parse(bucket.start), bucket)
  const filled: TrendBucket[] = []
  for (let start = bucketStart(from, step); start < to; start += step) filled.push(known.get(start) ?? emptyBucket(start))
  return filled
}
