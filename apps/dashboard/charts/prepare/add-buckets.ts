import { isEmotion } from '@groundswell/shared/emotions.ts'
import type { TrendBucket } from '@groundswell/shared/live-events.ts'
import { bucketStart, emptyBucket } from './fill-buckets.ts'

/** The sum of two buckets under the first one's start. Authors can't be added: the larger number is what is certain. */
export function addBuckets(one: TrendBucket, other: TrendBucket): TrendBucket {
  const emotions = { ...one.emotions }
  for (const [label, { count, expected }] of Object.entries(other.emotions)) {
    if (!isEmotion(label)) continue
    const sum = emotions[label] ?? { count: 0, expected: 0 }
    emotions[label] = { count: sum.count + count, expected: sum.expected + expected }
  }
  return {
    start: one.start,
    posts: one.posts + other.posts,
    scored: one.scored + other.scored,
    authors: Math.max(one.authors, other.authors),
    emotions,
  }
}

/**
 * Coarse buckets with the newest part taken from live minutes: a coarse bucket that the minutes cover whole is their sum,
 * the others stay as fetched. Nothing is counted twice, because each bucket has one of the two origins.
 *
 * @param since the minutes are complete from here on, ms.
 */
export function refreshWithMinutes(
  coarse: readonly TrendBucket[],
  minutes: readonly TrendBucket[],
  since: number,
  step: number,
): TrendBucket[] {
  const merged = new Map(coarse.map((bucket) => [Date.parse(bucket.start), bucket]))
  const fresh = new Map<number, TrendBucket>()
  for (const minute of minutes) {
    const start = bucketStart(Date.parse(minute.start), step)
    if (start >= since) fresh.set(start, addBuckets(fresh.get(start) ?? emptyBucket(start), minute))
  }
  for (const [start, bucket] of fresh) merged.set(start, bucket)
  return [...merged.keys()].sort((a, b) => a - b).map((start) => merged.get(start) ?? emptyBucket(start))
}
