import type { EmotionStore } from '../emotion-store.ts'
import type { SinkRow } from './sink-row.ts'

/** An INSERT must end well before a claim can be lost while it runs (half of the session timeout of 10 s). */
const MAX_EXECUTION_SECONDS = 4

/**
 * Inserts one block, exactly once for its token however often it is sent: every target of the materialized views
 * remembers the tokens of its last 10,000 blocks.
 * @throws Error without a token, and whatever ClickHouse answers; the caller sends the same block again.
 */
export async function insertBlock(store: EmotionStore, token: string, rows: SinkRow[]): Promise<void> {
  if (token === '') throw new Error('an INSERT without a deduplication token could count twice')
  if (rows.length === 0) return
  await store.client.insert({
    table: 'groundswell.incoming',
    values: rows.map(withIsoTimes),
    format: 'JSONEachRow',
    clickhouse_settings: {
      async_insert: 0,
      insert_deduplicate: 1,
      insert_deduplication_token: token,
      deduplicate_blocks_in_dependent_materialized_views: 1,
      // One block in means one block out, whatever the row count.
      max_insert_block_size: '1048576',
      min_insert_block_size_rows: '0',
      min_insert_block_size_bytes: '0',
      date_time_input_format: 'best_effort',
      max_execution_time: MAX_EXECUTION_SECONDS,
    },
  })
}

function withIsoTimes(row: SinkRow): Record<string, unknown> {
  const appended = { appended_at: new Date(row.appended_at).toISOString() }
  return 'time' in row ? { ...row, ...appended, time: new Date(row.time).toISOString() } : { ...row, ...appended }
}
