import { type Emotion, type EmotionGroup, GROUPS } from '@groundswell/shared/emotions.ts'
import type { TrendBucket } from '@groundswell/shared/live-events.ts'
import { type Tally, tally } from './tally.ts'

/** Scored posts below which a point of a line is left out: a gap is more honest than a spike made by two posts. */
const POINT_FLOOR = 5

/** Lines over one time axis. Times are starts of buckets in seconds, as the charts want them; shares 0..1. */
export type ShareSeries<K extends string> = { times: number[]; shares: Record<K, (number | null)[]> }

const seconds = (bucket: TrendBucket) => Date.parse(bucket.start) / 1000

/**
 * For each bucket from index `lead` on, the tally of it and the buckets before it, `sliding` in all: lines that move
 * with every post and don't jump with any.
 */
function slide(buckets: readonly TrendBucket[], sliding: number, lead: number): Tally[] {
  return buckets.slice(lead).map((_, index) => tally(buckets.slice(Math.max(0, lead + index - sliding + 1), lead + index + 1)))
}

/** Each group's share of all emotions found. @param lead buckets that only feed the first points' sliding span. */
export function groupSeries(buckets: readonly TrendBucket[], sliding: number, lead: number): ShareSeries<EmotionGroup> {
  const tallies = slide(buckets, sliding, lead)
  const line = (group: EmotionGroup) =>
    tallies.map((of) => (of.scored < POINT_FLOOR || of.found === 0 ? null : of.groups[group] / of.found))
  return {
    times: buckets.slice(lead).map(seconds),
    shares: Object.fromEntries(GROUPS.map((group) => [group, line(group)])) as Record<EmotionGroup, (number | null)[]>,
  }
}

/** Each emotion's share of scored posts. */
export function emotionSeries<E extends Emotion>(
  buckets: readonly TrendBucket[],
  emotions: readonly E[],
  sliding: number,
  lead: number,
): ShareSeries<E> {
  const tallies = slide(buckets, sliding, lead)
  const line = (emotion: E) => tallies.map((of) => (of.scored < POINT_FLOOR ? null : of.emotions[emotion] / of.scored))
  return {
    times: buckets.slice(lead).map(seconds),
    shares: Object.fromEntries(emotions.map((emotion) => [emotion, line(emotion)])) as Record<E, (number | null)[]>,
  }
}

/** Posts a minute, bucket by bucket. @param step length of a bucket, ms. */
export function rateSeries(buckets: readonly TrendBucket[], step: number, lead: number): { times: number[]; rates: number[] } {
  const shown = buckets.slice(lead)
  return { times: shown.map(seconds), rates: shown.map(({ posts }) => posts / (step / 60_000)) }
}

/** The highest share of any line, at least `least`, on the next tenth: all small multiples share this scale. */
export function sharedCeiling(series: ShareSeries<string>, least: number): number {
  const highest = Object.values(series.shares).reduce(
    (top, line) => line.reduce<number>((max, share) => Math.max(max, share ?? 0), top),
    least,
  )
  return Math.min(1, Math.ceil(highest * 20) / 20)
}
