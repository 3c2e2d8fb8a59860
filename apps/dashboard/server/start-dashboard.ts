import { loadBrands } from '@groundswell/runtime/brands.ts'
import type { PartContext } from '@groundswell/runtime/part.ts'
import { aborted } from '@groundswell/runtime/pause.ts'
import { openEmotionStore } from '@groundswell/storage/emotion-store/emotion-store.ts'
import { createApi } from '../api/app.ts'
import { createUpstream } from '../api/forward.ts'
import { liveStore } from '../live/live-store.ts'
import { startLive } from '../live/start-live.ts'
import { Auth } from './auth.ts'
import { closeServer, createDashboardServer, listenOn } from './http-server.ts'
import { accessLog } from './log-access.ts'
import { preparePages } from './pages.ts'
import { connectParts } from './part-client.ts'
import { createReadiness } from './readiness.ts'
import { StatusReader, statusStore } from './status/status-reader.ts'

/** Serves pages, API and live stream on one port until the signal aborts; whatever else is down is said, not waited for. */
export async function startDashboard({ config, logger, signal, announceReady }: PartContext): Promise<void> {
  const brands = await loadBrands(config)
  const auth = new Auth(config.ADMIN_KEY)
  const store = openEmotionStore(config)
  const log = accessLog(config, logger, signal)
  const parts = connectParts(config)
  const status = new StatusReader({ log, store: statusStore(store), parts, logger })
  const readStatus = () => status.read()

  const api = createApi(
    {
      auth,
      brands,
      store,
      ingest: createUpstream('ingest', config.INGEST_URL),
      classifier: createUpstream('classifier', config.CLASSIFIER_URL),
      readStatus,
      readMissing: createReadiness(log, store, parts),
    },
    logger,
  )
  const pages = await preparePages(auth, logger)
  const server = createDashboardServer(api, pages, logger)
  const live = startLive({ server, auth, brands, store: liveStore(store), readStatus, logger, signal })
  announceReady(await listenOn(server, config.HOST, config.PORT))

  await aborted(signal)
  await live.close()
  await closeServer(server)
  await Promise.all([pages.close(), log.close(), store.close()])
}
