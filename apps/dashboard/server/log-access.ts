import type { Logger } from '@groundswell/runtime/logger.ts'
import { pause } from '@groundswell/runtime/pause.ts'
import type { Config } from '@groundswell/shared/config.ts'
import { openPostLog } from '@groundswell/storage/post-log/open-post-log.ts'
import type { PostLog } from '@groundswell/storage/post-log/post-log.ts'

const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 5_000

/** The log, once it is reached. The dashboard starts without it and says so. */
export type LogAccess = { readonly kind: 'embedded' | 'kafka'; current: () => PostLog | null; close: () => Promise<void> }

/** Opens the log in the background, again and again until it works or `signal` aborts. */
export function accessLog(config: Config, logger: Logger, signal: AbortSignal): LogAccess {
  let log: PostLog | null = null
  const opening = (async () => {
    for (let waitMs = FIRST_RETRY_MS; log === null && !signal.aborted; waitMs = Math.min(waitMs * 2, LAST_RETRY_MS)) {
      try {
        log = await openPostLog(config, logger)
      } catch (error) {
        logger.warn({ err: error, waitMs }, 'the log cannot be opened; trying again')
        await pause(waitMs, signal)
      }
    }
  })()
  return {
    kind: config.KAFKA_BROKERS === undefined ? 'embedded' : 'kafka',
    current: () => log,
    close: async () => {
      await opening
      await log?.close()
    },
  }
}
