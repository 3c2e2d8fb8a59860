import { internalRoutes, listen } from '@groundswell/runtime/internal-server.ts'
import type { PartContext } from '@groundswell/runtime/part.ts'
import { GROUP_AGGREGATOR } from '@groundswell/shared/topics.ts'
import { openEmotionStore } from '@groundswell/storage/emotion-store/emotion-store.ts'
import { openPostLog } from '@groundswell/storage/post-log/open-post-log.ts'
import { eraseEveryHour } from './erase/erase-every-hour.ts'
import { prepareStore } from './prepare-store.ts'
import { sinkPartition } from './sink/sink-partition.ts'

/** Reads `scored-posts`, writes rows, rollups and outcomes: each record exactly once. */
export async function startAggregator({ config, logger, signal, announceReady }: PartContext): Promise<void> {
  const log = await openPostLog(config, logger)
  const store = openEmotionStore(config)
  let prepared = false
  const routes = internalRoutes(logger, async () => [...(prepared ? [] : ['migrations']), ...((await store.ping()) ? [] : ['store'])])
  const server = await listen(routes, config.INTERNAL_HOST, config.INTERNAL_PORT)
  try {
    await prepareStore(log, store, logger, signal)
    prepared = true
    announceReady(server.port)
    await log.consume('scored-posts', GROUP_AGGREGATOR, signal, async (claim) => {
      const erasing = eraseEveryHour(claim, log, store, logger)
      await sinkPartition(claim, log, store, logger)
      await erasing
    })
  } finally {
    await Promise.allSettled([server.close(), store.close(), log.close()])
  }
}
