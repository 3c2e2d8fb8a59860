import { loadBrands } from '@groundswell/runtime/brands.ts'
import { internalRoutes, listen } from '@groundswell/runtime/internal-server.ts'
import type { PartContext } from '@groundswell/runtime/part.ts'
import { compileBrands } from '@groundswell/shared/brand-query/brand-query.ts'
import { GROUP_CLASSIFIER } from '@groundswell/shared/topics.ts'
import { openPostLog } from '@groundswell/storage/post-log/open-post-log.ts'
import type { AppendRecord, PostLog } from '@groundswell/storage/post-log/post-log.ts'
import { classifyPartition } from './classify-partition.ts'
import { addModelRoutes } from './http/model-routes.ts'
import * as metrics from './metrics.ts'
import { findModel } from './model/find-model.ts'
import { loadManifest } from './model/manifest.ts'
import { type Scorer, startScorer } from './model/scorer.ts'
import { createPipeline } from './pipeline.ts'

/** Reads `posts`, scores them, and writes one record of `scored-posts` for each; answers predictions on the internal port. */
export async function startClassifier({ config, logger, signal, announceReady }: PartContext): Promise<void> {
  const brands = await loadBrands(config)
  const match = compileBrands(brands)
  const manifest = loadManifest(findModel(config.MODEL_DIR))

  let log: PostLog | null = null
  let scorer: Scorer | null = null
  const routes = internalRoutes(logger, () => [...(scorer === null ? ['model'] : []), ...(log === null ? ['log'] : [])])
  addModelRoutes(routes, manifest, () => scorer, signal)
  const server = await listen(routes, config.INTERNAL_HOST, config.INTERNAL_PORT)
  try {
    scorer = await startScorer(manifest, config, {
      scored: (texts, seconds) => {
        metrics.batchSize.observe(texts)
        metrics.batchSeconds.observe(seconds)
      },
      workerReplaced: (error) => {
        metrics.workersReplaced.inc()
        logger.error({ err: error }, 'a scoring thread died and was replaced')
      },
    })
    metrics.watchQueue(scorer.waiting)
    const posts = await openPostLog(config, logger)
    log = posts
    const partitions = (await posts.ranges('scored-posts')).map(({ partition }) => partition)
    const pipeline = createPipeline({
      match,
      scorer,
      partitions,
      failed: (step, error) => logger.error({ err: error, step }, 'a post could not be processed'),
      observe: metrics.countOutcome,
    })
    const { room } = scorer
    logger.info({ model: manifest.id, device: scorer.device, brands: brands.length }, 'model loaded')
    announceReady(server.port)
    const append = (records: AppendRecord[]) => posts.append('scored-posts', records)
    await posts.consume('posts', GROUP_CLASSIFIER, signal, (claim) => classifyPartition(claim, { process: pipeline, append, room }))
  } finally {
    await Promise.allSettled([server.close(), scorer?.close(), log?.close()])
  }
}
