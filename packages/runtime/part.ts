import type { Config } from '@groundswell/shared/config.ts'
import { UserError } from '@groundswell/shared/errors.ts'
import { readConfig } from './config.ts'
import { createLogger, type Logger } from './logger.ts'

/** A part that takes longer than this to stop is ended: what it had not committed is done again by its successor. */
const STOP_WITHIN_MS = 2_000

export type PartContext = {
  config: Config
  logger: Logger
  /** Aborted when the part has to stop. */
  signal: AbortSignal
  /** Says that the part serves now, and on which internal port. */
  announceReady: (port: number) => void
}

/**
 * Runs one part (ingest, classifier, aggregator, dashboard, store) as this process: reads the configuration, starts it,
 * and stops it on SIGTERM or when the channel to the supervisor closes. SIGINT is left to the supervisor, which stops
 * the parts in order. Exit codes: 0 stopped, 2 wrong configuration, 1 anything else.
 */
export async function runPart(name: string, start: (context: PartContext) => Promise<void>): Promise<void> {
  const stop = new AbortController()
  const supervised = process.connected !== undefined
  process.on('SIGTERM', () => stop.abort())
  process.on('SIGINT', () => {
    if (!supervised) stop.abort()
  })
  process.on('disconnect', () => stop.abort())
  // The supervisor may have gone while this part was still being loaded: its event is over.
  if (process.connected === false) process.exit(0)
  stop.signal.addEventListener('abort', () => setTimeout(() => process.exit(0), STOP_WITHIN_MS).unref())

  try {
    const config = readConfig(process.env)
    const logger = createLogger(name, config.LOG_LEVEL)
    const announceReady = (port: number) => {
      logger.info({ port }, 'ready')
      process.send?.({ type: 'ready', port })
    }
    await start({ config, logger, signal: stop.signal, announceReady })
    process.exit(0)
  } catch (error) {
    // Whatever was waited for when the stop came has ended with its reason.
    if (stop.signal.aborted && error === stop.signal.reason) process.exit(0)
    if (error instanceof UserError) {
      process.stderr.write(`${name}: ${error.message}\n`)
      process.exit(2)
    }
    process.stderr.write(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.exit(1)
  }
}
