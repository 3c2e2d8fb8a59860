import { EMOTIONS, EMOTIONS_OF_GROUP, type Emotion, type EmotionGroup, GROUPS } from '@groundswell/shared/emotions.ts'
import { type Difference, difference, type Estimate, wilson } from './interval.ts'
import { FLOOR, type Tally } from './tally.ts'

/** One line of the panel; `change` is null where before holds too few posts to compare with. */
export type Feeling<K> = { key: K; count: number; estimate: Estimate; change: Difference | null }

export type Feelings = {
  posts: number
  scored: number
  /** False below the floor: shares would be noise. */
  enough: boolean
  enoughBefore: boolean
  /** Shares of all emotions found; they add up to 1. */
  groups: Feeling<EmotionGroup>[]
  /** Shares of posts in which an emotion is present, highest first. */
  emotions: Feeling<Emotion>[]
}

/**
 * A group's share of all emotions found. Its interval counts posts and not emotions, which hang together within a post:
 * wider than need be rather than too narrow.
 */
function groupEstimate(of: Tally, group: EmotionGroup): Estimate {
  return wilson(of.found === 0 ? 0 : of.groups[group] / of.found, Math.min(of.scored, of.found))
}

function emotionEstimate(of: Tally, emotion: Emotion): Estimate {
  return wilson(of.scored === 0 ? 0 : of.emotions[emotion] / of.scored, of.scored)
}

/** How people feel now, and how that differs from before. */
export function feelings(now: Tally, before: Tally): Feelings {
  const enoughBefore = before.scored >= FLOOR
  const compare = (one: Estimate, other: Estimate) => (enoughBefore ? difference(one, other) : null)
  const groups = GROUPS.map((group) => {
    const estimate = groupEstimate(now, group)
    return { key: group, count: now.groups[group], estimate, change: compare(estimate, groupEstimate(before, group)) }
  })
  const emotions = EMOTIONS.map((emotion) => {
    const estimate = emotionEstimate(now, emotion)
    return { key: emotion, count: now.emotions[emotion], estimate, change: compare(estimate, emotionEstimate(before, emotion)) }
  }).sort((a, b) => b.count - a.count)
  return { posts: now.posts, scored: now.scored, enough: now.scored >= FLOOR, enoughBefore, groups, emotions }
}

/** The emotions of a group, the greatest rise first: the order of small multiples. Without a before, the most frequent first. */
export function byChange(of: Feelings, group: EmotionGroup): Feeling<Emotion>[] {
  const members = new Set<string>(EMOTIONS_OF_GROUP[group])
  return of.emotions
    .filter(({ key }) => members.has(key))
    .sort((a, b) => (b.change?.points ?? 0) - (a.change?.points ?? 0) || b.count - a.count)
}
