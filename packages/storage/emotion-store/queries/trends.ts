import { EMOTIONS, type Emotion } from '@groundswell/shared/emotions.ts'
import type { TrendBucket } from '@groundswell/shared/live-events.ts'
import { SCORE_SCALE } from '@groundswell/shared/scored-post.ts'
import { type EmotionStore, queryRows } from '../emotion-store.ts'

export type TrendRequest = {
  /** Null: every post once. */
  brand: string | null
  from: Date
  /** Exclusive. */
  to: Date
  /** Seconds, a multiple of 60. */
  step: number
}

type Row = { start: string; posts: string; scored: string; authors: string; emotions: [number[], string[], string[]] }

/** Counts by bucket, ascending; buckets without posts are left out. Bucket starts are multiples of the step since 1970. */
export async function queryTrends(store: EmotionStore, request: TrendRequest): Promise<TrendBucket[]> {
  const rows = await queryRows<Row>(
    store,
    `SELECT
       intDiv(toUnixTimestamp(minute), {step:UInt32}) * {step:UInt32} AS start,
       sum(posts) AS posts,
       sum(scored) AS scored,
       arrayCount(count -> count > 0, (sumMap(authorsMap.author, authorsMap.posts) AS by_author).2) AS authors,
       sumMap(emotionsMap.emotion, emotionsMap.posts, emotionsMap.expected) AS emotions
     FROM groundswell.rollup
     WHERE brand = {brand:String} AND minute >= {from:DateTime('UTC')} AND minute < {to:DateTime('UTC')}
     GROUP BY start
     HAVING posts != 0
     ORDER BY start`,
    { brand: request.brand ?? '', from: toSeconds(request.from), to: toSeconds(request.to), step: request.step },
  )
  return rows.map(toBucket)
}

const toSeconds = (time: Date) => Math.floor(time.getTime() / 1000)

function toBucket(row: Row): TrendBucket {
  const [positions, counts, expected] = row.emotions
  const emotions: TrendBucket['emotions'] = {}
  positions.forEach((position, index) => {
    const label: Emotion | undefined = EMOTIONS[position]
    if (label !== undefined) emotions[label] = { count: Number(counts[index]), expected: Number(expected[index]) / SCORE_SCALE }
  })
  return {
    start: new Date(Number(row.start) * 1000).toISOString(),
    posts: Number(row.posts),
    scored: Number(row.scored),
    authors: Number(row.authors),
    emotions,
  }
}
