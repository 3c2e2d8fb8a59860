import { loadBrands } from '@groundswell/runtime/brands.ts'
import { internalRoutes, listen } from '@groundswell/runtime/internal-server.ts'
import type { PartContext } from '@groundswell/runtime/part.ts'
import { compileBrands } from '@groundswell/shared/brand-query/brand-query.ts'
import { GROUP_CLASSIFIER } from '@groundswell/shared/topics.ts'
import { openPostLog } from '@groundswell/storage/post-log/open-post-log.ts'
import type { AppendRecord, LogRecord, PostLog } from '@groundswell/storage/post-log/post-log.ts'
import { classifyPartition } from './classify-partition.ts'
import { addModelRoutes } from './http/model-routes.ts'
import * as metrics from './metrics.ts'
import { CurrentModel } from './model/current/current-model.ts'
import { keepModelCurrent } from './model/current/keep-model-current.ts'
import { findModel } from './model/find-model.ts'
import { createPipeline } from './pipeline.ts'

/** Reads `posts`, scores them, and writes one record of `scored-posts` for each; answers predictions on the internal port. */
export async function startClassifier({ config, logger, signal, announceReady }: PartContext): Promise<void> {
  const brands = await loadBrands(config)
  const match = compileBrands(brands)
  let log: PostLog | null = null
  const model = new CurrentModel()
  const stopFollowing = new AbortController()
  let following = Promise.resolve()
  const routes = internalRoutes(logger, () => [...(model.loaded === null ? ['model'] : []), ...(log === null ? ['log'] : [])])
  addModelRoutes(routes, model, signal)
  const server = await listen(routes, config.INTERNAL_HOST, config.INTERNAL_PORT)
  try {
    const directory = await findModel(config.MODEL_DIR, config, { tell: (line) => logger.info(line), signal })
    const followed = AbortSignal.any([signal, stopFollowing.signal])
    following = (await keepModelCurrent({ model, directory, config, logger, signal: followed })).ended
    metrics.watchQueue(() => model.waiting)
    const posts = await openPostLog(config, logger)
    log = posts
    const partitions = (await posts.ranges('scored-posts')).map(({ partition }) => partition)
    const failed = (step: string, error: unknown) => logger.error({ err: error, step }, 'a post could not be processed')
    // A batch goes all its way by one model: languages, labels and thresholds are that model's too.
    const process = (records: LogRecord[], stop: AbortSignal) =>
      model.use(({ scorer }) => createPipeline({ match, scorer, partitions, failed, observe: metrics.countOutcome })(records, stop))
    const room = () => model.use(({ scorer }) => scorer.room())
    logger.info({ brands: brands.length }, 'brands compiled')
    announceReady(server.port)
    const append = (records: AppendRecord[]) => posts.append('scored-posts', records)
    await posts.consume('posts', GROUP_CLASSIFIER, signal, (claim) => classifyPartition(claim, { process, append, room }))
  } finally {
    stopFollowing.abort()
    await following
    await Promise.allSettled([server.close(), model.close(), log?.close()])
  }
}
