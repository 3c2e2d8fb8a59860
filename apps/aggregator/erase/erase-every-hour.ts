import type { Logger } from '@groundswell/runtime/logger.ts'
import { pause } from '@groundswell/runtime/pause.ts'
import { GROUP_AGGREGATOR } from '@groundswell/shared/topics.ts'
import type { EmotionStore } from '@groundswell/storage/emotion-store/emotion-store.ts'
import { eraseRows, readErasable } from '@groundswell/storage/emotion-store/erase.ts'
import type { Claim, PostLog } from '@groundswell/storage/post-log/post-log.ts'

const INTERVAL_MS = 60 * 60_000

/**
 * Removes the bytes of deleted posts and replaced texts, in the log and in the store, once an hour while the claim is
 * held. They left every query when their retraction was stored.
 */
export async function eraseEveryHour(claim: Claim, log: PostLog, store: EmotionStore, logger: Logger): Promise<void> {
  while (!claim.signal.aborted) {
    await pause(INTERVAL_MS, claim.signal)
    if (claim.signal.aborted) return
    try {
      const erased = await eraseRetracted(claim.partition, log, store)
      if (erased > 0) logger.info({ partition: claim.partition, erased }, 'erased the bytes of deleted posts')
    } catch (error) {
      logger.warn({ err: error }, 'erasing failed; the next round does it')
    }
  }
}

/** Erases what was retracted below the committed offset of a partition: no open block can need those rows again. */
export async function eraseRetracted(partition: number, log: PostLog, store: EmotionStore): Promise<number> {
  const committed = (await log.committed('scored-posts', GROUP_AGGREGATOR)).get(partition)
  if (committed === undefined) return 0
  let total = 0
  while (true) {
    const rows = await readErasable(store, { partition, offset: committed.offset })
    if (rows.length === 0) return total
    await log.erase(
      'posts',
      rows.map((row) => ({ partition: row.originPartition, offset: row.originOffset })),
    )
    await log.erase(
      'scored-posts',
      rows.map((row) => ({ partition, offset: row.rowOffset })),
    )
    await eraseRows(store, partition, rows)
    total += rows.length
  }
}
