import type { Topic } from '@groundswell/shared/topics.ts'

export type AppendRecord = {
  /** Records with the same key keep their order and land in the same partition. */
  key: string
  value: string | Buffer
  /** Writes to this partition whatever the key. */
  partition?: number
}

export type LogRecord = {
  partition: number
  offset: number
  /** When the log took the record, ms since 1970. */
  appendedAt: number
  key: string | null
  value: Buffer
}

/** Where a group stands in a partition: the offset of the next record to do, and what it wrote beside it. */
export type Committed = { offset: number; metadata: string }

/** First offset still kept, and the offset the next record will get. */
export type PartitionRange = { partition: number; start: number; end: number }

/**
 * The claim of one consumer on one partition, from assignment to loss. At most one claim on a partition of a group is
 * held at a time; one that was lost (rebalance, expired lease, stop) throws ClaimLost from every method.
 */
export interface Claim {
  readonly partition: number
  /** What was committed when the claim began; null when nothing was. */
  readonly committed: Committed | null
  /** Aborted when the claim is lost or the consumer stops. */
  readonly signal: AbortSignal
  /**
   * The next records in order, starting at the committed offset: at least one if any comes within `waitMs`, at most
   * `limit`, and no more than a few MB. Taking is what lets the next ones be fetched, so memory stays bounded.
   */
  take(limit: number, waitMs: number): Promise<LogRecord[]>
  /** Throws ClaimLost unless the claim was confirmed more recently than half the session timeout ago. */
  assertHeld(): void
  /** Durably sets where the group stands; fenced: a lost claim cannot commit. */
  commit(offset: number, metadata: string): Promise<void>
}

/** The log between the parts. Two adapters, LMDB and Kafka, pass one contract suite (`testing/post-log-contract.ts`). */
export interface PostLog {
  readonly kind: 'embedded' | 'kafka'
  /** Random id of this log, written when it was created. */
  epoch(): Promise<string>
  /** Resolves once the records are on disk, all of them in the given order within a partition. Retries by itself while the log is away. */
  append(topic: Topic, records: AppendRecord[]): Promise<void>
  /** Up to `limit` records from `offset` on, without any group; empty at the end. An offset below the start reads from the start. */
  read(topic: Topic, partition: number, offset: number, limit: number): Promise<LogRecord[]>
  ranges(topic: Topic): Promise<PartitionRange[]>
  committed(topic: Topic, group: string): Promise<Map<number, Committed>>
  /**
   * Runs `handle` for every claim this process gets until `signal` aborts; a claim's handler has ended before the
   * partition's next one starts here. ClaimLost from a handler is normal, any other error ends `consume` with it.
   */
  consume(topic: Topic, group: string, signal: AbortSignal, handle: (claim: Claim) => Promise<void>): Promise<void>
  /**
   * Overwrites the values of records that every group has passed (their text was deleted at the source).
   * Kafka can't; there retention does it. Returns how many are overwritten now.
   */
  erase(topic: Topic, records: { partition: number; offset: number }[]): Promise<number>
  close(): Promise<void>
}

/** The partition belongs to someone else now: drop the work, the new owner does it again. */
export class ClaimLost extends Error {
  constructor(reason: string) {
    super(`claim lost: ${reason}`)
    this.name = 'ClaimLost'
  }
}
