import { setTimeout as delay } from 'node:timers/promises'
import { type Claim, ClaimLost, type LogRecord } from '@groundswell/storage/post-log/post-log.ts'

/** Most records of one block: bounds memory and the size of its look-ups. */
export const MAX_BLOCK = 2_000
/** At most four INSERTs a second, so that the store keeps few parts. */
const INTERVAL_MS = 250
const IDLE_WAIT_MS = 1_000
/** A log that has little each time is not asked more often than this while a block is gathered. */
const GATHER_PAUSE_MS = 25

/** Cuts a claim's records into blocks, and can cut one exactly as it was cut before. */
export class RecordReader {
  readonly #claim: Claim
  #ahead: LogRecord[] = []
  #lastBlockAt = 0
  #ended = false

  constructor(claim: Claim) {
    this.#claim = claim
  }

  /**
   * The records up to offset `to`, as the open block had them.
   * @throws ClaimLost when the claim ends before they were all read.
   */
  async takeThrough(to: number): Promise<LogRecord[]> {
    const block: LogRecord[] = []
    while (true) {
      const beyond = this.#ahead.findIndex((record) => record.offset > to)
      if (beyond >= 0) return [...block, ...this.#ahead.splice(0, beyond)]
      block.push(...this.#ahead.splice(0))
      if (block.at(-1)?.offset === to) return block
      if (this.#ended) throw new ClaimLost('it ended before the open block was read')
      this.#ahead = await this.#take(MAX_BLOCK, IDLE_WAIT_MS)
    }
  }

  /** True when records are here or come within `waitMs`. */
  async hasMore(waitMs: number): Promise<boolean> {
    if (this.#ahead.length === 0) this.#ahead = await this.#take(MAX_BLOCK, waitMs)
    return this.#ahead.length > 0
  }

  /** The next block: waits for a first record, then gathers until the interval since the last block is over. Empty when the claim has ended. */
  async takeBlock(): Promise<LogRecord[]> {
    while (!(await this.hasMore(IDLE_WAIT_MS))) if (this.#ended) return []
    const due = this.#lastBlockAt + INTERVAL_MS
    while (this.#ahead.length < MAX_BLOCK && Date.now() < due && !this.#ended) {
      this.#ahead.push(...(await this.#take(MAX_BLOCK - this.#ahead.length, due - Date.now())))
      await delay(Math.max(0, Math.min(GATHER_PAUSE_MS, due - Date.now())))
    }
    this.#lastBlockAt = Date.now()
    return this.#ahead.splice(0, MAX_BLOCK)
  }

  async #take(limit: number, waitMs: number): Promise<LogRecord[]> {
    try {
      return await this.#claim.take(limit, waitMs)
    } catch (error) {
      if (!(error instanceof ClaimLost)) throw error
      this.#ended = true
      return []
    }
  }
}
