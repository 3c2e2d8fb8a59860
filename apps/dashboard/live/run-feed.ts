import type { Logger } from '@groundswell/runtime/logger.ts'
import { livePollFailures, livePollSeconds } from '../server/metrics.ts'
import type { Feed } from './feed.ts'
import type { Waker } from './waker.ts'

/** A screen is told of changes four times a second at most... */
const ROUND_MS = 250
/** ...and of the first one soon after it is stored. */
const LOOK_MS = 60
const LONGEST_PAUSE_MS = 2_000
/** Nobody watches: only an arrival, which wakes, matters. */
const IDLE_MS = 30_000

/** Runs the feed's rounds until the signal aborts: at most four a second with changes while somebody watches, fewer while the store is away. */
export async function runFeed(feed: Feed, isIdle: () => boolean, waker: Waker, logger: Logger, signal: AbortSignal): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    const startedAt = performance.now()
    const idle = isIdle()
    let changed = false
    try {
      const stop = idle ? null : livePollSeconds.startTimer()
      changed = await feed.round(Date.now())
      stop?.()
      if (failures > 0) logger.info({ failures }, 'the live feed goes on')
      failures = 0
    } catch (error) {
      failures += 1
      livePollFailures.inc()
      if (failures === 1) logger.warn({ err: error }, 'the live feed has no answer from the store; trying again')
    }
    const roundMs = changed || failures > 0 ? Math.min(ROUND_MS * 2 ** failures, LONGEST_PAUSE_MS) : LOOK_MS
    const pauseMs = idle && isIdle() ? IDLE_MS : roundMs
    await waker.sleep(Math.max(0, pauseMs - (performance.now() - startedAt)), signal)
  }
}
