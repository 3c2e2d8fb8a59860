import type { Logger } from '@groundswell/runtime/logger.ts'
import { pause } from '@groundswell/runtime/pause.ts'
import type { PostRecord } from '@groundswell/shared/post.ts'
import { createBackoff } from '../../backoff.ts'
import { reconnects, refused } from '../../door/metrics.ts'
import type { PostSource, SourceBatch, SourceState } from '../post-source.ts'
import type { CursorFile } from './cursor-file.ts'
import { type ConnectionLimits, connectJetstream, type JetstreamConnection } from './jetstream-connection.ts'
import { readEvent } from './read-event.ts'

/** The public servers (v1 wire), tried in turn. Their cursors are clocks, so one server goes on where another stopped. */
export const JETSTREAM_HOSTS: readonly string[] = [
  'wss://jetstream2.us-east.bsky.network/subscribe',
  'wss://jetstream1.us-west.bsky.network/subscribe',
  'wss://jetstream1.us-east.bsky.network/subscribe',
  'wss://jetstream2.us-west.bsky.network/subscribe',
]
/** Servers' clocks differ a little, and events of one microsecond may be cut apart: what comes twice does no harm. */
const REWIND_US = 5_000_000
const SAVE_EVERY_MS = 1_000

export type BlueskyOptions = {
  hosts: readonly string[]
  cursor: CursorFile
  logger: Logger
  limits?: ConnectionLimits
  /** First and longest wait between attempts, ms. */
  retry?: { firstMs: number; mostMs: number }
}

/** Public posts of Bluesky through Jetstream: creates, edits, deletes, and accounts that are gone. */
export function createBlueskySource(options: BlueskyOptions): PostSource {
  const { hosts, cursor, logger, limits = { handshakeMs: 8_000, idleMs: 30_000 }, retry = { firstMs: 500, mostMs: 30_000 } } = options
  const backoff = createBackoff(retry.firstMs, retry.mostMs)
  let state: SourceState = 'starting'
  let attempt = 0

  async function* posts(signal: AbortSignal): AsyncGenerator<SourceBatch> {
    const progress = createProgress(cursor, await cursor.read())
    state = 'connecting'
    try {
      while (!signal.aborted) {
        const host = hosts[attempt % hosts.length] as string
        attempt += 1
        const ended = yield* readOnce(host, progress, signal)
        if (signal.aborted) return
        state = 'reconnecting'
        reconnects.inc({ intake: 'bluesky' })
        const waitMs = Math.round(backoff.next())
        logger.warn({ host, ended, waitMs }, 'Jetstream connection ended')
        await pause(waitMs, signal)
      }
    } finally {
      await progress.save()
    }
  }

  async function* readOnce(host: string, progress: Progress, signal: AbortSignal): AsyncGenerator<SourceBatch, string> {
    let connection: JetstreamConnection
    try {
      connection = await connectJetstream(subscribeUrl(host, progress.durable()), limits, signal)
    } catch (error) {
      return (error as Error).message
    }
    state = 'connected'
    logger.info({ host, cursor: progress.durable() }, 'Jetstream connected')
    try {
      for (;;) {
        const frames = await connection.take()
        if (frames === null || signal.aborted) return connection.ended()
        backoff.reset()
        const { records, timeUs } = readFrames(frames)
        yield { records, whenDurable: () => progress.advance(timeUs) }
      }
    } finally {
      connection.close()
    }
  }

  return { name: 'bluesky', intake: 'bluesky', posts, state: () => state }
}

function readFrames(frames: Buffer[]): { records: PostRecord[]; timeUs: number } {
  const records: PostRecord[] = []
  let last = 0
  const now = Date.now()
  for (const frame of frames) {
    const { timeUs, record, refused: reason } = readEvent(frame, now)
    if (timeUs !== null && timeUs > last) last = timeUs
    if (record !== null) records.push(record)
    if (reason !== null) refused.inc({ intake: 'bluesky', reason })
  }
  return { records, timeUs: last }
}

type Progress = { durable: () => number | null; advance: (timeUs: number) => Promise<void>; save: () => Promise<void> }

/** The newest durable event; saved about once a second, since what is read again after a kill is only repeated. */
function createProgress(cursor: CursorFile, saved: number | null): Progress {
  let durable = saved
  let onDisk = saved
  let savedAt = Number.NEGATIVE_INFINITY
  const save = async () => {
    if (durable === null || durable === onDisk) return
    const reached = durable
    await cursor.save(reached)
    onDisk = reached
    savedAt = performance.now()
  }
  return {
    durable: () => durable,
    save,
    advance: async (timeUs) => {
      if (timeUs > (durable ?? 0)) durable = timeUs
      if (performance.now() - savedAt >= SAVE_EVERY_MS) await save()
    },
  }
}

/** @param cursor the newest durable `time_us`; null starts with what is posted now. */
function subscribeUrl(host: string, cursor: number | null): string {
  const url = new URL(host)
  if (url.pathname === '/') url.pathname = '/subscribe'
  url.searchParams.append('wantedCollections', 'app.bsky.feed.post')
  if (cursor !== null) url.searchParams.set('cursor', String(Math.max(0, cursor - REWIND_US)))
  return url.href
}
