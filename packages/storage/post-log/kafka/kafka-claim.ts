import type { Logger } from '@groundswell/runtime/logger.ts'
import { type Claim, ClaimLost, type Committed, type LogRecord } from '../post-log.ts'
import type { Generation } from './generation.ts'
import type { GroupMembership } from './group-membership.ts'
import { backOff, type KafkaConnection } from './kafka-connection.ts'
import { errorType, isFatal, isGenerationOver } from './kafka-errors.ts'
import { fetchPartition, fetchRanges } from './partition-reader.ts'

/** How long one fetch waits at the broker; a claim that ends leaves its connection busy for that long. */
const FETCH_WAIT_MS = 500
const ANSWER_MS = 10_000
const MAX_TAKE_BYTES = 4 * 1024 * 1024

export type ClaimSource = {
  membership: GroupMembership
  generation: Generation
  /** A connection that nobody else waits for. */
  connection: KafkaConnection
  partition: number
  committed: Committed | null
  /** Offset of the first record to hand out. */
  position: number
  logger: Logger
}

/** A partition of a generation. Records are fetched when they are taken, so nothing piles up. */
export class KafkaClaim implements Claim {
  readonly partition: number
  readonly committed: Committed | null
  readonly signal: AbortSignal
  readonly #source: ClaimSource
  readonly #ended = new AbortController()
  #fetched: LogRecord[] = []
  #position: number

  constructor(source: ClaimSource) {
    this.#source = source
    this.partition = source.partition
    this.committed = source.committed
    this.#position = source.position
    this.signal = AbortSignal.any([source.generation.ending, this.#ended.signal])
  }

  async take(limit: number, waitMs: number): Promise<LogRecord[]> {
    const until = performance.now() + waitMs
    for (;;) {
      this.#assertNotEnded()
      if (this.signal.aborted) throw new ClaimLost(String(this.signal.reason))
      if (this.#fetched.length > 0) return this.#handOut(limit)
      const remaining = until - performance.now()
      await this.#fetch(Math.max(0, Math.min(remaining, FETCH_WAIT_MS)))
      if (this.#fetched.length === 0 && remaining <= 0 && !this.signal.aborted) return []
    }
  }

  assertHeld(): void {
    this.#assertNotEnded()
    this.#source.generation.assertFresh()
  }

  async commit(offset: number, metadata: string): Promise<void> {
    const { membership, generation, logger } = this.#source
    for (let attempt = 0; ; attempt++) {
      this.#assertNotEnded()
      generation.assertNotLost()
      const sentAt = performance.now()
      try {
        await membership.commit(generation.assignment, this.partition, offset, metadata)
        generation.confirm(sentAt)
        return
      } catch (error) {
        if (isGenerationOver(error) || errorType(error) === 'REBALANCE_IN_PROGRESS') {
          generation.lose(`commit refused: ${errorType(error)}`)
          throw new ClaimLost(`commit refused: ${errorType(error)}`)
        }
        if (isFatal(error)) throw error
        logger.warn({ partition: this.partition, attempt, reason: (error as Error).message }, 'could not commit, trying again')
        await backOff(attempt, generation.lost)
      }
    }
  }

  /** Ends the claim: every method throws from now on. */
  end(): void {
    this.#ended.abort('its handler has ended')
    this.#fetched = []
  }

  #assertNotEnded(): void {
    if (this.#ended.signal.aborted) throw new ClaimLost(String(this.#ended.signal.reason))
  }

  #handOut(limit: number): LogRecord[] {
    let bytes = 0
    const end = this.#fetched.findIndex(({ value }, index) => {
      bytes += value.length
      return index >= limit || (index > 0 && bytes > MAX_TAKE_BYTES)
    })
    return this.#fetched.splice(0, end === -1 ? this.#fetched.length : end)
  }

  /** Fetches once from the position on. Trouble is retried by the next turn of `take`, a stop is not waited for. */
  async #fetch(waitMs: number): Promise<void> {
    const { connection, membership, partition, logger } = this.#source
    const fetching = connection.use(waitMs + ANSWER_MS, async (cluster) => {
      return await fetchPartition(cluster, membership.topic, partition, this.#position, waitMs)
    })
    try {
      const fetched = await unlessAborted(this.signal, fetching)
      if (fetched === null) return
      this.#position = fetched.next
      this.#fetched = fetched.records
    } catch (error) {
      if (errorType(error) === 'OFFSET_OUT_OF_RANGE') await this.#moveIntoRange()
      else if (isFatal(error)) throw error
      else {
        logger.warn({ partition, reason: (error as Error).message }, 'could not fetch, trying again')
        await backOff(2, this.signal)
      }
    }
  }

  /** Retention may have passed the group; that the log is shorter than what was committed means it is not the same log. */
  async #moveIntoRange(): Promise<void> {
    const { connection, membership, partition, logger } = this.#source
    const ranges = await connection.use(ANSWER_MS, async (cluster) => await fetchRanges(cluster, membership.topic))
    const range = ranges.find((each) => each.partition === partition)
    if (range === undefined) return
    if (this.#position > range.end)
      throw new Error(`${membership.topic}/${partition} ends at ${range.end}, before offset ${this.#position}`)
    if (this.#position >= range.start) return
    logger.error({ partition, from: this.#position, to: range.start }, 'retention removed records that this group had not read')
    this.#position = range.start
  }
}

/** The outcome of the work, or null as soon as the signal aborts. */
async function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T | null> {
  if (signal.aborted) return null
  let stop: () => void = () => undefined
  const aborted = new Promise<null>((resolve) => {
    stop = () => resolve(null)
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
    work.catch(() => undefined)
  }
}
