import { type EmotionStore, queryRows } from '../emotion-store.ts'

/** Outcomes of all records in the log so far; `deletes` counts the records that were deletes. */
export type OutcomeCounts = {
  stored: number
  deleted: number
  edited: number
  repeated: number
  deadLettered: number
  scored: number
  unsupported: number
  deletes: number
}

export async function queryOutcomes(store: EmotionStore): Promise<OutcomeCounts> {
  const rows = await queryRows<Record<keyof OutcomeCounts, string>>(
    store,
    `SELECT sum(stored) AS stored, sum(deleted) AS deleted, sum(edited) AS edited, sum(repeated) AS repeated,
       sum(dead_lettered) AS deadLettered, sum(scored) AS scored, sum(unsupported) AS unsupported, sum(deletes) AS deletes
     FROM groundswell.outcome_counts`,
  )
  const row = rows[0]
  const count = (name: keyof OutcomeCounts) => Number(row?.[name] ?? 0)
  return {
    stored: count('stored'),
    deleted: count('deleted'),
    edited: count('edited'),
    repeated: count('repeated'),
    deadLettered: count('deadLettered'),
    scored: count('scored'),
    unsupported: count('unsupported'),
    deletes: count('deletes'),
  }
}

/** When the newest post of each source arrived. */
export async function queryLastPosts(store: EmotionStore): Promise<{ source: string; lastPostAt: string }[]> {
  const rows = await queryRows<{ source: string; last: string }>(
    store,
    `SELECT source, toUnixTimestamp64Milli(max(last_post_at)) AS last FROM groundswell.outcome_counts
     WHERE source != '' GROUP BY source HAVING last > 0 ORDER BY source`,
  )
  return rows.map((row) => ({ source: row.source, lastPostAt: new Date(Number(row.last)).toISOString() }))
}
