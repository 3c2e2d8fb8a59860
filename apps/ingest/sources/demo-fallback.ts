import type { Logger } from '@groundswell/runtime/logger.ts'
import { pause } from '@groundswell/runtime/pause.ts'

export type DemoFallbackOptions = {
  /** Whether this installation ever took a live post; then an empty screen is the honest one. */
  hasLivePosts: () => Promise<boolean>
  /** True from the moment a live source answered or delivered. */
  isLive: () => boolean
  /** Plays the demo until the signal aborts. */
  play: (signal: AbortSignal) => Promise<void>
  logger: Logger
  /** How long the live source may be away before the demo begins, ms. */
  afterMs?: number
  lookEveryMs?: number
}

/**
 * Plays the demo where nothing live can be reached, so that a first look without a network shows something. It begins
 * only when no live post was ever taken here and the live source stayed away, and ends for good when one arrives.
 */
export async function runDemoFallback(options: DemoFallbackOptions, signal: AbortSignal): Promise<void> {
  const { hasLivePosts, isLive, play, logger, afterMs = 20_000, lookEveryMs = 250 } = options
  if (await hasLivePosts()) return
  const until = performance.now() + afterMs
  while (!isLive() && performance.now() < until) {
    await pause(Math.min(lookEveryMs, afterMs), signal)
    if (signal.aborted) return
  }
  if ((await hasLivePosts()) || isLive() || signal.aborted) return

  logger.warn({ afterMs }, 'no live source could be reached: the demo plays until one can')
  const stop = new AbortController()
  const playing = play(AbortSignal.any([signal, stop.signal]))
  while (!isLive() && !signal.aborted) await pause(lookEveryMs, signal)
  stop.abort()
  await playing
  if (!signal.aborted) logger.info('a live source arrived: the demo has ended')
}
