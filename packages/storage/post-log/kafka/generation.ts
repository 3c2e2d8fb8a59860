import { ClaimLost } from '../post-log.ts'
import { type Assignment, SESSION_TIMEOUT_MS } from './group-membership.ts'

/**
 * The time between two rebalances as one member sees it. It first ends (a rebalance or a stop was announced: work in
 * hand may be finished and committed, none begun) and then is lost (the coordinator may have given the partitions away).
 */
export class Generation {
  readonly assignment: Assignment
  readonly #ending = new AbortController()
  readonly #lost = new AbortController()
  #confirmedAt: number

  /** @param confirmedAt when the request was sent that the coordinator answered with this assignment, monotonic ms. */
  constructor(assignment: Assignment, confirmedAt: number) {
    this.assignment = assignment
    this.#confirmedAt = confirmedAt
  }

  /** Aborted when it ends. */
  get ending(): AbortSignal {
    return this.#ending.signal
  }

  /** Aborted when it is lost. */
  get lost(): AbortSignal {
    return this.#lost.signal
  }

  /** The coordinator acknowledged the generation in answer to a request sent then (monotonic ms). */
  confirm(sentAt: number): void {
    this.#confirmedAt = Math.max(this.#confirmedAt, sentAt)
  }

  end(reason: string): void {
    if (!this.ending.aborted) this.#ending.abort(reason)
  }

  lose(reason: string): void {
    if (!this.lost.aborted) this.#lost.abort(reason)
    this.end(reason)
  }

  /** Monotonic ms since the coordinator last acknowledged it. */
  age(): number {
    return performance.now() - this.#confirmedAt
  }

  assertNotLost(): void {
    if (this.lost.aborted) throw new ClaimLost(String(this.lost.reason))
  }

  /** The coordinator expels a silent member after the session timeout; half of it is left for what the caller does next. */
  assertFresh(): void {
    this.assertNotLost()
    if (this.age() > SESSION_TIMEOUT_MS / 2) throw new ClaimLost(`no heartbeat for ${Math.round(this.age())} ms`)
  }
}
