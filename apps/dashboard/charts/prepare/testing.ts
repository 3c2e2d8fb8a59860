import type { Emotion } from '@groundswell/shared/emotions.ts'
import type { TrendBucket } from '@groundswell/shared/live-events.ts'
import { MINUTE } from '../../lib/ranges.ts'

/** A whole minute to count from in tests. */
export const T0 = Date.UTC(2026, 10, 21, 12, 0)

/** A bucket for tests, `minute` minutes after T0; every post is scored unless said otherwise. */
export function bucketAt(minute: number, posts: number, counts: Partial<Record<Emotion, number>> = {}, scored = posts): TrendBucket {
  const emotions = Object.fromEntries(Object.entries(counts).map(([label, count]) => [label, { count, expected: count }]))
  return { start: new Date(T0 + minute * MINUTE).toISOString(), posts, scored, authors: posts, emotions }
}
