import { EMOTIONS, type Emotion, GROUP_OF_EMOTION } from '@groundswell/shared/emotions.ts'
import type { TrendBucket } from '@groundswell/shared/live-events.ts'
import { capital, formatCount, formatRatio, formatShare } from '../../lib/format.ts'
import { HOUR, MINUTE } from '../../lib/ranges.ts'
import { fillBuckets } from './fill-buckets.ts'
import { twoShareZ } from './interval.ts'
import { FLOOR, type Tally, tally } from './tally.ts'

/** `calm` nothing stands out · `notice` something does · `alarm` a negative emotion does · `unknown` too little to say. */
export type TopLine = { tone: 'calm' | 'notice' | 'alarm' | 'unknown'; text: string; detail: string; emotion: Emotion | null }

/** Spans tried for "now", in minutes; the strongest evidence wins, so a sudden wave is seen before 15 minutes are full of it. */
const WINDOWS = [2, 5, 15] as const
/** 27 emotions are looked at in three spans every second: z this high keeps chance out. */
const CLEAR_Z = 4
const LEAST_RATIO = 1.5
const LEAST_COUNT = 10
/** Spans in minutes over which a rush is looked for. */
const VOLUME_WINDOWS = [5, 2] as const
const LEAST_VOLUME_RATIO = 2
/** A stream that just began is still picking up: until this many minutes are known, only a greater rush is one. */
const SHORT_HISTORY = 10
const LEAST_VOLUME_RATIO_EARLY = 4

type Rise = { emotion: Emotion; ratio: number; z: number; minutes: number; share: number; usual: number; of: number; since: number }

const share = (of: Tally, emotion: Emotion) => (of.scored === 0 ? 0 : of.emotions[emotion] / of.scored)

/** Start of the unbroken run of minutes, up to the newest, in which the emotion is above its usual share. */
function riseStart(hour: readonly TrendBucket[], emotion: Emotion, usual: number, minutes: number): number {
  const above = hour.map((bucket) => (bucket.emotions[emotion]?.count ?? 0) > bucket.scored * usual * 1.25)
  let start = hour.length - minutes
  while (start < hour.length - 1 && !above[start]) start++
  while (start > 0 && above[start - 1]) start--
  return Date.parse(hour[start]?.start ?? '')
}

function risesOver(hour: readonly TrendBucket[], minutes: number): Rise[] {
  const now = tally(hour.slice(-minutes))
  const before = tally(hour.slice(0, -minutes))
  if (now.scored < FLOOR || before.scored < FLOOR) return []
  return EMOTIONS.filter((emotion) => emotion !== 'neutral').flatMap((emotion) => {
    const usual = Math.max(share(before, emotion), 1 / before.scored)
    const ratio = share(now, emotion) / usual
    const z = twoShareZ(now.emotions[emotion], now.scored, before.emotions[emotion], before.scored)
    if (z < CLEAR_Z || ratio < LEAST_RATIO || now.emotions[emotion] < LEAST_COUNT) return []
    const since = riseStart(hour, emotion, usual, minutes)
    return [{ emotion, ratio, z, minutes, share: share(now, emotion), usual, of: now.scored, since }]
  })
}

/** The rise that matters most: negative ones first, then the clearest. */
function strongestRise(hour: readonly TrendBucket[]): Rise | undefined {
  const weight = ({ emotion, z }: Rise) => z + (GROUP_OF_EMOTION[emotion] === 'negative' ? 100 : 0)
  return WINDOWS.flatMap((minutes) => risesOver(hour, minutes)).sort((a, b) => weight(b) - weight(a))[0]
}

type Rush = { ratio: number; perMinute: number; usual: number; minutes: number }

/** Posts a minute now against before, where that is far above what chance gives. */
function rushOver(hour: readonly TrendBucket[], known: number, minutes: number): Rush[] {
  const before = hour.slice(Math.max(0, hour.length - known), -minutes)
  if (before.length < minutes) return []
  const usual = tally(before).posts / before.length
  const posts = tally(hour.slice(-minutes)).posts
  const expected = usual * minutes
  const ratio = posts / Math.max(expected, 1)
  const clear = posts >= FLOOR && posts - expected > CLEAR_Z * Math.sqrt(posts + expected)
  const least = before.length < SHORT_HISTORY ? LEAST_VOLUME_RATIO_EARLY : LEAST_VOLUME_RATIO
  return clear && ratio >= least ? [{ ratio, perMinute: posts / minutes, usual, minutes }] : []
}

/** Most frequent emotion in words, saying so when most posts carry none in particular. */
function leading(of: Tally): string {
  const [first, second] = [...EMOTIONS].sort((a, b) => of.emotions[b] - of.emotions[a])
  if (first === undefined || of.emotions[first] === 0) return 'no emotion stands out'
  const word = share(of, first) > 0.5 ? 'mostly' : 'most often'
  return first === 'neutral' && second !== undefined && of.emotions[second] > 0 ? `${word} neutral, then ${second}` : `${word} ${first}`
}

const posts = (count: number) => `${formatCount(count)} ${count === 1 ? 'post' : 'posts'}`

/** Minutes without a post at the end, and whether that is unlike what came before. */
function silence(hour: readonly TrendBucket[]): number {
  const quiet = hour.length - 1 - hour.findLastIndex((bucket) => bucket.posts > 0)
  const before = tally(hour.slice(0, hour.length - quiet)).posts / Math.max(1, hour.length - quiet)
  return quiet >= 5 && before * quiet > 20 ? quiet : 0
}

/**
 * Is anything wrong? One sentence about the last hour, for the top of the page. Nothing is claimed below 30 posts, on
 * either side of a comparison, nor about what chance could have done.
 *
 * @param minutes buckets of a minute, in any order, empty ones may be missing
 * @param now ms since 1970
 * @param clock writes a time of day in the reader's zone
 */
export function topLine(minutes: readonly TrendBucket[], now: number, clock: (time: number) => string): TopLine {
  const end = Math.floor(now / MINUTE) * MINUTE + MINUTE
  const hour = fillBuckets(minutes, end - HOUR - MINUTE, end, MINUTE)
  const first = hour.findIndex((bucket) => bucket.posts > 0)
  const all = tally(hour)
  const span = `${posts(all.posts)} in the last hour`
  const unknown = (text: string, detail: string): TopLine => ({ tone: 'unknown', text, detail, emotion: null })
  if (all.posts === 0) return unknown('No posts in the last hour.', 'So nothing can be said about how people feel.')

  const quiet = silence(hour)
  if (quiet > 0)
    return unknown(`No posts since ${clock(end - quiet * MINUTE)}.`, `${span}, none in the last ${quiet} minutes. Silence is not calm.`)
  if (all.scored < FLOOR)
    return unknown(`Too few posts to say: ${span}.`, `A share needs at least ${FLOOR} scored posts; there are ${all.scored}.`)

  const rise = strongestRise(hour)
  if (rise !== undefined) {
    const before = Math.min(60, hour.length - first) - rise.minutes
    return {
      tone: GROUP_OF_EMOTION[rise.emotion] === 'negative' ? 'alarm' : 'notice',
      text: `${capital(rise.emotion)} is ${formatRatio(rise.ratio)} its usual share since ${clock(rise.since)}.`,
      detail: `In ${formatShare(rise.share)} of ${posts(rise.of)} of the last ${rise.minutes} minutes; ${formatShare(rise.usual)} in the ${before} minutes before.`,
      emotion: rise.emotion,
    }
  }
  const [rush] = VOLUME_WINDOWS.flatMap((minutes) => rushOver(hour, hour.length - first, minutes))
  if (rush !== undefined) {
    const rate = `${Math.round(rush.perMinute)} posts a minute over the last ${rush.minutes} minutes, ${rush.usual.toFixed(1)} before`
    return {
      tone: 'notice',
      text: `Posts come ${formatRatio(rush.ratio)} as fast as usual.`,
      detail: `${rate}; ${leading(all)}.`,
      emotion: null,
    }
  }
  return {
    tone: 'calm',
    text: `Calm. ${span}, ${leading(all)}.`,
    detail: 'No emotion is clearly above its share in the minutes before.',
    emotion: null,
  }
}
