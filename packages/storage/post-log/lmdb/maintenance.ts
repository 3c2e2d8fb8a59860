import type { Logger } from '@groundswell/runtime/logger.ts'
import type { LogDatabase } from './log-database.ts'
import { expireRecords } from './retention.ts'

const EVERY_MS = 60_000
const HOUR_MS = 3_600_000
const MAX_BYTES = 4 * 1024 ** 3

/** About once a minute one of the processes that share the log removes what has expired. Returns what stops it. */
export function startMaintenance(database: LogDatabase, retentionHours: number, logger: Logger): () => Promise<void> {
  const stop = new AbortController()
  let running: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    running = running
      .then(() => maintain(database, retentionHours, logger, stop.signal))
      .catch((error: unknown) => logger.error({ err: error }, 'retention of the log failed, it is tried again'))
  }, EVERY_MS)
  timer.unref()
  return async () => {
    clearInterval(timer)
    stop.abort()
    await running
  }
}

/** Removes what has expired, unless another process did so within the last minute. */
export async function maintain(database: LogDatabase, retentionHours: number, logger: Logger, signal: AbortSignal): Promise<void> {
  database.forgetDeadReaders()
  if (!(await isMyTurn(database))) return
  const limits = { appendedBefore: Date.now() - retentionHours * HOUR_MS, maxBytes: MAX_BYTES }
  const removed = await expireRecords(database, limits, signal)
  if (removed > 0) logger.debug({ removed }, 'removed expired records from the log')
}

/** True for the first process that asks in a minute. */
async function isMyTurn(database: LogDatabase): Promise<boolean> {
  database.refresh()
  const row = database.retentionRow()
  // Also when the clock was set back meanwhile.
  if (Math.abs(Date.now() - row.value.at) < EVERY_MS * 0.9) return false
  return await database.writeUnlessChanged(row, () => database.update(row, { at: Date.now() }))
}
