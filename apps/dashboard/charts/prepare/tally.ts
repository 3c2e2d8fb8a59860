import { EMOTIONS, EMOTIONS_OF_GROUP, type Emotion, type EmotionGroup, GROUPS } from '@groundswell/shared/emotions.ts'
import type { TrendBucket } from '@groundswell/shared/live-events.ts'

/** What a span of time holds. A post may carry several emotions, so counts add up to more than `scored`. */
export type Tally = {
  posts: number
  scored: number
  /** Posts where the emotion is present. */
  emotions: Record<Emotion, number>
  /** Emotions found, by group; `found` is their sum. */
  groups: Record<EmotionGroup, number>
  found: number
}

export function tally(buckets: Iterable<TrendBucket>): Tally {
  const emotions = Object.fromEntries(EMOTIONS.map((emotion) => [emotion, 0])) as Record<Emotion, number>
  let [posts, scored] = [0, 0]
  for (const bucket of buckets) {
    posts += bucket.posts
    scored += bucket.scored
    for (const emotion of EMOTIONS) emotions[emotion] += bucket.emotions[emotion]?.count ?? 0
  }
  const sum = (group: EmotionGroup) => EMOTIONS_OF_GROUP[group].reduce((total, emotion) => total + emotions[emotion], 0)
  const groups = Object.fromEntries(GROUPS.map((group) => [group, sum(group)])) as Record<EmotionGroup, number>
  const found = GROUPS.reduce((total, group) => total + groups[group], 0)
  return { posts, scored, emotions, groups, found }
}

/** Posts below which a share says nothing. */
export const FLOOR = 30
