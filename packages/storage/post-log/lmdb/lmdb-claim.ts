import { type Claim, ClaimLost, type Committed, type LogRecord } from '../post-log.ts'
import { type Lease, renewLease, SESSION_TIMEOUT_MS } from './lease.ts'
import type { LogDatabase } from './log-database.ts'
import type { Notifier } from './notifier.ts'
import { PARTITION, readRecords } from './topic-records.ts'

const RENEW_EVERY_MS = 2_000

/**
 * A claim on the one partition of a topic, held by a lease. After a stop it can still commit until its handler has
 * ended, so that work in hand is finished; it only gets no new records.
 */
export class LmdbClaim implements Claim {
  readonly partition = PARTITION
  readonly committed: Committed | null
  readonly signal: AbortSignal
  readonly #database: LogDatabase
  readonly #notifier: Notifier
  readonly #lease: Lease
  readonly #lost = new AbortController()
  readonly #renewing: NodeJS.Timeout
  #position: number
  /** Ends when the last renewal has: they come one after the other. */
  #renewed: Promise<unknown> = Promise.resolve()
  #confirmedAt = performance.now()

  constructor(database: LogDatabase, notifier: Notifier, lease: Lease, stop: AbortSignal) {
    this.#database = database
    this.#notifier = notifier
    this.#lease = lease
    this.signal = AbortSignal.any([stop, this.#lost.signal])
    database.refresh()
    this.committed = database.group(lease.topic, lease.group)
    this.#position = this.committed?.offset ?? 0
    this.#renewing = setInterval(() => void this.#renew(), RENEW_EVERY_MS)
  }

  async take(limit: number, waitMs: number): Promise<LogRecord[]> {
    const until = performance.now() + waitMs
    for (;;) {
      const version = this.#notifier.version(this.#lease.topic)
      await this.#confirm()
      if (this.signal.aborted) throw new ClaimLost('the consumer stops')
      const records = readRecords(this.#database, this.#lease.topic, this.#position, limit)
      const last = records.at(-1)
      if (last !== undefined) this.#position = last.offset + 1
      const remaining = until - performance.now()
      if (last !== undefined || remaining <= 0) return records
      await this.#notifier.changedSince(this.#lease.topic, version, remaining, this.signal)
    }
  }

  assertHeld(): void {
    if (this.#lost.signal.aborted) throw new ClaimLost(String(this.#lost.signal.reason))
    const age = performance.now() - this.#confirmedAt
    if (age > SESSION_TIMEOUT_MS / 2) throw new ClaimLost(`not confirmed for ${Math.round(age)} ms`)
  }

  async commit(offset: number, metadata: string): Promise<void> {
    if (this.#lost.signal.aborted) throw new ClaimLost(String(this.#lost.signal.reason))
    await this.#renewWith(() => this.#database.setGroup(this.#lease.topic, this.#lease.group, { offset, metadata }))
    this.assertHeld()
  }

  /** Ends the claim: every method throws from now on. */
  end(reason: string): void {
    clearInterval(this.#renewing)
    if (!this.#lost.signal.aborted) this.#lost.abort(reason)
  }

  /** After a pause (a stopped process, a blocked loop) someone else may own the partition without this process knowing yet. */
  async #confirm(): Promise<void> {
    if (performance.now() - this.#confirmedAt > SESSION_TIMEOUT_MS / 2) await this.#renewWith(() => undefined)
    this.assertHeld()
  }

  async #renew(): Promise<void> {
    try {
      await this.#renewWith(() => undefined)
    } catch (error) {
      // Without renewal the claim ends by itself: assertHeld and the session timeout see to that.
      if (performance.now() - this.#confirmedAt > SESSION_TIMEOUT_MS) this.end(`cannot renew the lease: ${(error as Error).message}`)
    }
  }

  async #renewWith(writes: () => void): Promise<void> {
    const renewing = this.#renewed.then(async () => {
      if (this.#lost.signal.aborted) throw new ClaimLost(String(this.#lost.signal.reason))
      const startedAt = performance.now()
      const held = await renewLease(this.#database, this.#lease, writes)
      if (!held) this.end('another consumer holds the lease')
      if (this.#lost.signal.aborted) throw new ClaimLost(String(this.#lost.signal.reason))
      this.#confirmedAt = startedAt
    })
    this.#renewed = renewing.catch(() => undefined)
    await renewing
  }
}
