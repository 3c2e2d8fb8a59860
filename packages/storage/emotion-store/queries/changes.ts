import type { PostView } from '@groundswell/shared/live-events.ts'
import { type EmotionStore, queryRows } from '../emotion-store.ts'
import { NOT_RETRACTED, POST_COLUMNS, type PostRow, toPostView } from './post-rows.ts'

/** Highest offset of topic `scored-posts` whose effect was seen, by partition. */
export type Position = Record<string, number>

export type Changes = {
  position: Position
  /** The newest of the new posts, newest last. */
  posts: PostView[]
  /** How many new posts there are. */
  total: number
  removed: { source: string; id: string }[]
  /** Minutes whose counts changed, by brand; brand `''` is every post. */
  minutes: { brand: string; start: string }[]
}

/** Screens reach back a day; what changes further back is found by asking again. */
const REACH = 'time >= now() - INTERVAL 25 HOUR'

/** Where the store stands now. */
export async function queryPosition(store: EmotionStore): Promise<Position> {
  const rows = await queryRows<{ partition: number; last: string }>(
    store,
    `SELECT log_partition AS partition, max(log_offset) AS last FROM (
       SELECT log_partition, log_offset FROM groundswell.scored_posts WHERE ${REACH}
       UNION ALL SELECT log_partition, log_offset FROM groundswell.retractions
     ) GROUP BY partition`,
  )
  return Object.fromEntries(rows.map((row) => [row.partition, Number(row.last)]))
}

/** What was stored and taken back after a position; at most `limit` of the posts. */
export async function queryChanges(store: EmotionStore, after: Position, limit: number): Promise<Changes> {
  const since = conditionAfter(after)
  const touched = await queryRows<{
    partition: number
    last: string
    total: string
    minutes: [string, number][]
    removed: [string, string][]
  }>(
    store,
    `SELECT
       log_partition AS partition, max(log_offset) AS last, countIf(stored) AS total,
       groupUniqArrayArray(arrayMap(brand -> (brand, toUnixTimestamp(toStartOfMinute(time))), arrayPushFront(brands, ''))) AS minutes,
       groupArrayIf((source, id), gone) AS removed
     FROM (
       SELECT log_partition, log_offset, time, brands, '' AS source, '' AS id, true AS stored, false AS gone
       FROM groundswell.scored_posts WHERE ${REACH} AND ${since}
       UNION ALL
       SELECT log_partition, log_offset, time, brands, source, id, false AS stored, gone = 1 AS gone
       FROM groundswell.retractions WHERE ${since}
     ) GROUP BY partition`,
  )
  const total = touched.reduce((sum, row) => sum + Number(row.total), 0)
  const posts =
    total === 0
      ? []
      : await queryRows<PostRow>(
          store,
          `SELECT ${POST_COLUMNS} FROM groundswell.scored_posts WHERE ${REACH} AND ${since} AND ${NOT_RETRACTED}
           ORDER BY time DESC, key_hash DESC LIMIT {limit:UInt32}`,
          { limit },
        )
  const minutes = new Map(touched.flatMap((row) => row.minutes).map(([brand, start]) => [`${start}/${brand}`, { brand, start }]))
  return {
    position: { ...after, ...Object.fromEntries(touched.map((row) => [row.partition, Number(row.last)])) },
    posts: posts.reverse().map(toPostView),
    total,
    removed: touched.flatMap((row) => row.removed).map(([source, id]) => ({ source, id })),
    minutes: [...minutes.values()].map(({ brand, start }) => ({ brand, start: new Date(start * 1000).toISOString() })),
  }
}

function conditionAfter(after: Position): string {
  const known = Object.keys(after).map(Number)
  const terms = known.map((partition) => `(log_partition = ${partition} AND log_offset > ${Number(after[partition])})`)
  if (known.length > 0) terms.push(`log_partition NOT IN (${known.join(',')})`)
  return terms.length === 0 ? 'true' : `(${terms.join(' OR ')})`
}
