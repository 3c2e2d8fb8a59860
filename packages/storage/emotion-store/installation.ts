import { UserError } from '@groundswell/shared/errors.ts'
import { type EmotionStore, queryRows } from './emotion-store.ts'

/**
 * Ties the store to its log, once: offsets in one mean nothing in another.
 * @param hasProgress whether a consumer of this log has already committed what it inserted.
 * @throws UserError with the remedy when log and store don't belong together.
 */
export async function bindStoreToLog(store: EmotionStore, epoch: string, hasProgress: boolean): Promise<void> {
  const rows = await queryRows<{ epoch: string }>(store, 'SELECT epoch FROM groundswell.installation ORDER BY created_at LIMIT 1')
  const known = rows[0]?.epoch
  if (known === epoch) return
  if (known !== undefined)
    throw new UserError(
      409,
      'log_and_store_differ',
      `The store belongs to log ${known}, but this log is ${epoch}. Point CLICKHOUSE_URL or KAFKA_TOPIC_PREFIX back to the pair that belongs together, or start with an empty store and an empty log.`,
    )
  if (hasProgress)
    throw new UserError(
      409,
      'store_is_empty',
      'The log was already read into a store, but this store is empty. Bring that store back, or start with an empty log (another DATA_DIR or KAFKA_TOPIC_PREFIX).',
    )
  await store.client.insert({ table: 'groundswell.installation', values: [{ epoch }], format: 'JSONEachRow' })
}
