import { type EmotionStore, queryRows } from './emotion-store.ts'
import type { Before } from './sink/lookup.ts'

export type ErasableRow = { rowOffset: number; originPartition: number; originOffset: number }

/** Screens learn of a removal from its retraction, so that stays a while. */
const KEEP_RETRACTIONS = 'INTERVAL 10 MINUTE'
const BATCH = 5_000

/** Rows that were taken back before `before` and whose bytes are still there; at most a batch of them. */
export async function readErasable(store: EmotionStore, before: Before): Promise<ErasableRow[]> {
  const rows = await queryRows<{ row_offset: string; origin_partition: number; origin_offset: string }>(
    store,
    `SELECT row_offset, origin_partition, origin_offset FROM groundswell.retractions
     WHERE log_partition = {partition:UInt16} AND log_offset < {offset:UInt64} AND retracted_at < now() - ${KEEP_RETRACTIONS}
     ORDER BY row_offset LIMIT ${BATCH}`,
    before,
  )
  return rows.map((row) => ({
    rowOffset: Number(row.row_offset),
    originPartition: row.origin_partition,
    originOffset: Number(row.origin_offset),
  }))
}

/** Deletes the rows, then their retractions: in the other order a kill between them would bring the posts back. */
export async function eraseRows(store: EmotionStore, partition: number, rows: ErasableRow[]): Promise<void> {
  const offsets = rows.map((row) => row.rowOffset).join(',')
  for (const [table, column] of [
    ['scored_posts', 'log_offset'],
    ['retractions', 'row_offset'],
  ]) {
    await store.client.command({
      query: `DELETE FROM groundswell.${table} WHERE log_partition = {partition:UInt16} AND ${column} IN (${offsets})`,
      query_params: { partition },
      // Lightweight: marks the rows at once; merges drop the bytes.
      clickhouse_settings: { lightweight_deletes_sync: '1' },
    })
  }
}
