import { CoalescingQueue } from '../coalescing-queue.ts'

/** One record of an append on its way to its partition. */
export type QueuedRecord = { key: string; value: string | Buffer }

/**
 * Kafka's default limit for a batch is 1 MB compressed; a batch of ours stays below it uncompressed, unless it is one
 * big record.
 */
const BATCH_BYTES = 900_000

/**
 * Sends what is appended to one partition, in order and one batch at a time. A batch is sent unchanged until it is
 * acknowledged, so that the producer's sequence numbers let the broker recognise a repeat.
 */
export class PartitionQueue {
  readonly #queue: CoalescingQueue<QueuedRecord[]>

  constructor(send: (records: QueuedRecord[]) => Promise<void>) {
    const sizeOf = (records: QueuedRecord[]) => records.reduce((sum, record) => sum + sizeOfRecord(record), 0)
    this.#queue = new CoalescingQueue(BATCH_BYTES, sizeOf, async (appends) => {
      for (const batch of batches(appends.flat())) await send(batch)
    })
  }

  /** Resolves when all records are acknowledged. */
  async append(records: QueuedRecord[]): Promise<void> {
    await this.#queue.add(records)
  }
}

function* batches(records: QueuedRecord[]): Generator<QueuedRecord[]> {
  let batch: QueuedRecord[] = []
  let bytes = 0
  for (const record of records) {
    const size = sizeOfRecord(record)
    if (batch.length > 0 && bytes + size > BATCH_BYTES) {
      yield batch
      batch = []
      bytes = 0
    }
    batch.push(record)
    bytes += size
  }
  if (batch.length > 0) yield batch
}

/** With what a record costs beside its key and value, so that many small ones are bounded as well. */
function sizeOfRecord({ key, value }: QueuedRecord): number {
  return key.length + Buffer.byteLength(value) + 100
}
