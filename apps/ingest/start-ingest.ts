import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { listen } from '@groundswell/runtime/internal-server.ts'
import type { PartContext } from '@groundswell/runtime/part.ts'
import { aborted } from '@groundswell/runtime/pause.ts'
import type { SourceStatus } from '@groundswell/shared/live-events.ts'
import { openPostLog } from '@groundswell/storage/post-log/open-post-log.ts'
import { createDiskGuard } from './disk-guard.ts'
import { intakeRoutes } from './http/intake-routes.ts'
import { createLiveMarker } from './live-marker.ts'
import { createPostsTopic } from './posts-topic.ts'
import { chooseSources, mayPlayDemo } from './sources/choose-sources.ts'
import { createDemoSource } from './sources/demo/demo-source.ts'
import { runDemoFallback } from './sources/demo-fallback.ts'
import { type RunningSource, runSource } from './sources/run-source.ts'

/** Opens the log, listens for posts and runs the sources until the signal aborts. */
export async function startIngest({ config, logger, signal, announceReady }: PartContext): Promise<void> {
  const stateFolder = join(config.DATA_DIR, 'ingest')
  await mkdir(stateFolder, { recursive: true })
  const log = await openPostLog(config, logger)
  const live = createLiveMarker(stateFolder, (error) => logger.error({ err: error }, 'could not mark that live posts are here'))
  const http: SourceStatus = { name: 'http', state: 'open', lastPostAt: null }
  const topic = createPostsTopic(log, createDiskGuard(config.DATA_DIR), (intake, records) => {
    if (intake !== 'demo' && records.some((record) => record.$op === 'post')) live.set()
    if (intake === 'http') http.lastPostAt = new Date().toISOString()
  })

  const running: RunningSource[] = []
  const run = (source: Parameters<typeof runSource>[0], until: AbortSignal) => {
    const started = runSource(source, topic, logger, until)
    running.push(started)
    return started.done
  }
  const sources = () => [...running.map((source) => source.status()), http]
  const app = intakeRoutes({ logger, topic, sources, readiness: () => [] })
  const server = await listen(app, config.INTERNAL_HOST, config.INTERNAL_PORT)
  announceReady(server.port)

  const chosen = chooseSources(config, stateFolder, logger)
  const ends = chosen.map((source) => run(source, signal))
  if (mayPlayDemo(config)) {
    const isLive = () => live.isSet() || chosen.some((source) => source.state() === 'connected')
    const play = (until: AbortSignal) => run(createDemoSource(), until)
    ends.push(runDemoFallback({ hasLivePosts: live.hasLivePosts, isLive, play, logger }, signal))
  }
  await aborted(signal)
  await Promise.all(ends)
  await server.close()
  await log.close()
}
