import type { Logger } from '@groundswell/runtime/logger.ts'
import { pause } from '@groundswell/runtime/pause.ts'
import type { SourceStatus } from '@groundswell/shared/live-events.ts'
import { createBackoff } from '../backoff.ts'
import type { PostsTopic } from '../posts-topic.ts'
import type { PostSource, SourceBatch, SourceState } from './post-source.ts'

const LOOK_FOR_ROOM_MS = 1_000

export type RunningSource = {
  status: () => SourceStatus
  /** Resolves when the source has ended after the signal; never rejects. */
  done: Promise<void>
}

/**
 * Appends everything a source yields: batch by batch, each one durable before the source may remember it and before the
 * next is pulled. A source that throws is started again from what it remembered.
 */
export function runSource(source: PostSource, topic: PostsTopic, logger: Logger, signal: AbortSignal): RunningSource {
  let override: SourceState | null = null
  let lastPostAt: string | null = null

  const waitForRoom = async () => {
    while (!signal.aborted && !(await topic.hasRoom())) {
      if (override === null) logger.warn({ source: source.name }, 'paused: less than 2 GB of disk are free')
      override = 'paused: disk nearly full'
      await pause(LOOK_FOR_ROOM_MS, signal)
    }
    override = null
  }
  const take = async ({ records, whenDurable }: SourceBatch) => {
    await waitForRoom()
    if (signal.aborted) return
    await topic.append(source.intake, records)
    if (records.length > 0) lastPostAt = new Date().toISOString()
    await whenDurable()
  }

  const run = async () => {
    const backoff = createBackoff(1_000, 30_000)
    while (!signal.aborted) {
      try {
        for await (const batch of source.posts(signal)) {
          await take(batch)
          backoff.reset()
          if (signal.aborted) break
        }
        break
      } catch (error) {
        override = 'failed, trying again'
        logger.error({ err: error, source: source.name }, 'a source failed; it starts again from where it was')
        await pause(backoff.next(), signal)
        override = null
      }
    }
    override = 'ended'
  }
  return { status: () => ({ name: source.name, state: override ?? source.state(), lastPostAt }), done: run() }
}
