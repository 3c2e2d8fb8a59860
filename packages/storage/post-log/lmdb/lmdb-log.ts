import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from '@groundswell/runtime/logger.ts'
import { aborted } from '@groundswell/runtime/pause.ts'
import type { Config } from '@groundswell/shared/config.ts'
import type { Topic } from '@groundswell/shared/topics.ts'
import { CoalescingQueue } from '../coalescing-queue.ts'
import { type AppendRecord, type Claim, ClaimLost, type Committed, type PostLog } from '../post-log.ts'
import { acquireLease, releaseLease } from './lease.ts'
import { LmdbClaim } from './lmdb-claim.ts'
import { LogDatabase } from './log-database.ts'
import { startMaintenance } from './maintenance.ts'
import { Notifier } from './notifier.ts'
import { encodeRecord } from './record-codec.ts'
import { appendEncoded, eraseValues, PARTITION, readRecords } from './topic-records.ts'

const RETENTION_HOURS = 24
/** What goes into one transaction at most, unless it is one append: others wait for the lock meanwhile. */
const TRANSACTION_BYTES = 8 * 1024 * 1024

/** The embedded log in `DATA_DIR/log`, shared by every process that opens it. It has one partition a topic. */
export async function openLmdbLog(config: Config, logger: Logger): Promise<PostLog> {
  const directory = join(config.DATA_DIR, 'log')
  mkdirSync(directory, { recursive: true })
  const database = new LogDatabase(directory)
  const notifier = new Notifier(join(directory, 'changes'), logger)
  await database.epoch()
  return new LmdbLog(database, notifier, startMaintenance(database, config.LOG_RETENTION_HOURS ?? RETENTION_HOURS, logger))
}

class LmdbLog implements PostLog {
  readonly kind = 'embedded'
  readonly #database: LogDatabase
  readonly #notifier: Notifier
  readonly #stopMaintenance: () => Promise<void>
  readonly #closing = new AbortController()
  readonly #consumers = new Set<Promise<void>>()
  readonly #queues = new Map<Topic, CoalescingQueue<Buffer[]>>()

  constructor(database: LogDatabase, notifier: Notifier, stopMaintenance: () => Promise<void>) {
    this.#database = database
    this.#notifier = notifier
    this.#stopMaintenance = stopMaintenance
  }

  async epoch(): Promise<string> {
    return await this.#database.epoch()
  }

  async append(topic: Topic, records: AppendRecord[]): Promise<void> {
    this.#assertOpen()
    for (const { partition } of records) if (partition !== undefined) assertPartition(partition)
    if (records.length === 0) return
    await this.#queue(topic).add(records.map(encodeRecord))
  }

  /** Appends to one topic go one after the other: two at the same time would only refuse each other. */
  #queue(topic: Topic): CoalescingQueue<Buffer[]> {
    const known = this.#queues.get(topic)
    if (known !== undefined) return known
    const sizeOf = (records: Buffer[]) => records.reduce((sum, { length }) => sum + length, 0)
    const queue = new CoalescingQueue(TRANSACTION_BYTES, sizeOf, async (appends: Buffer[][]) => {
      await appendEncoded(this.#database, topic, appends.flat())
      this.#notifier.touch(topic)
    })
    this.#queues.set(topic, queue)
    return queue
  }

  async read(topic: Topic, partition: number, offset: number, limit: number) {
    this.#assertOpen()
    assertPartition(partition)
    return readRecords(this.#database, topic, offset, limit)
  }

  async ranges(topic: Topic) {
    this.#assertOpen()
    this.#database.refresh()
    const { start, next } = this.#database.topic(topic)
    return [{ partition: PARTITION, start, end: next }]
  }

  async committed(topic: Topic, group: string): Promise<Map<number, Committed>> {
    this.#assertOpen()
    this.#database.refresh()
    const state = this.#database.group(topic, group)
    return new Map(state === null ? [] : [[PARTITION, state]])
  }

  async consume(topic: Topic, group: string, signal: AbortSignal, handle: (claim: Claim) => Promise<void>): Promise<void> {
    this.#assertOpen()
    const consumer = this.#consume(topic, group, AbortSignal.any([signal, this.#closing.signal]), handle)
    this.#consumers.add(consumer)
    try {
      await consumer
    } finally {
      this.#consumers.delete(consumer)
    }
  }

  async #consume(topic: Topic, group: string, stop: AbortSignal, handle: (claim: Claim) => Promise<void>): Promise<void> {
    while (!stop.aborted) {
      const lease = await acquireLease(this.#database, this.#notifier, topic, group, stop)
      if (lease === null) return
      const claim = new LmdbClaim(this.#database, this.#notifier, lease, stop)
      try {
        // Stopped while the lease was being taken: a handler would only be told so.
        if (!stop.aborted) await handle(claim)
        await aborted(claim.signal)
      } catch (error) {
        if (!(error instanceof ClaimLost)) throw error
      } finally {
        claim.end('its handler has ended')
        await releaseLease(this.#database, this.#notifier, lease)
      }
    }
  }

  async erase(topic: Topic, records: { partition: number; offset: number }[]): Promise<number> {
    this.#assertOpen()
    for (const { partition } of records) assertPartition(partition)
    return await eraseValues(
      this.#database,
      topic,
      records.map(({ offset }) => offset),
    )
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return
    this.#closing.abort()
    await Promise.allSettled([...this.#consumers, this.#stopMaintenance()])
    this.#notifier.close()
    await this.#database.close()
  }

  #assertOpen(): void {
    if (this.#closing.signal.aborted) throw new Error('the log is closed')
  }
}

function assertPartition(partition: number): void {
  if (partition !== PARTITION) throw new RangeError(`the embedded log has only partition ${PARTITION}, not ${partition}`)
}
