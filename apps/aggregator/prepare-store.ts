import type { Logger } from '@groundswell/runtime/logger.ts'
import { pause } from '@groundswell/runtime/pause.ts'
import { UserError } from '@groundswell/shared/errors.ts'
import { GROUP_AGGREGATOR } from '@groundswell/shared/topics.ts'
import type { EmotionStore } from '@groundswell/storage/emotion-store/emotion-store.ts'
import { bindStoreToLog } from '@groundswell/storage/emotion-store/installation.ts'
import { hasTable, isMigrated, migrate } from '@groundswell/storage/emotion-store/migrate.ts'
import type { PostLog } from '@groundswell/storage/post-log/post-log.ts'
import { readIntent } from './sink/intent.ts'

/**
 * Waits for the store, migrates it and makes sure that it belongs to this log.
 * @throws UserError when it does not, or when a block is still open that an older version has to finish first.
 */
export async function prepareStore(log: PostLog, store: EmotionStore, logger: Logger, signal: AbortSignal): Promise<void> {
  for (let attempt = 0; !signal.aborted && !(await store.ping()); attempt++) {
    if (attempt % 40 === 0) logger.info('waiting for the store')
    await pause(250, signal)
  }
  if (signal.aborted) return
  const committed = await log.committed('scored-posts', GROUP_AGGREGATOR)
  const openBlocks = [...committed.values()].some((place) => readIntent(place).to !== null)
  // A block that was made under other tables could not be sent again as the same rows.
  if (openBlocks && (await hasTable(store, 'installation')) && !(await isMigrated(store)))
    throw new UserError(
      409,
      'block_open',
      'The previous version was killed in the middle of a block: start it once more, stop it cleanly, then upgrade.',
    )
  const applied = await migrate(store)
  if (applied.length > 0) logger.info({ applied }, 'store migrated')
  await bindStoreToLog(store, await log.epoch(), committed.size > 0)
}
