import { pause } from '@groundswell/runtime/pause.ts'
import { type AppendRecord, type Claim, ClaimLost, type LogRecord } from '@groundswell/storage/post-log/post-log.ts'

/** Records a batch: several of the model's batches, so that every scoring thread has work of similar length. */
const MAX_RECORDS = 256
/** How long an empty partition is waited on before looking around. */
const IDLE_MS = 1_000
/** Under load a batch is taken so long after the one before at the earliest, which fills it; an idle stream is never kept waiting. */
const MAX_WAIT_MS = 50

export type ClassifyPartition = {
  process: (records: LogRecord[], signal: AbortSignal) => Promise<AppendRecord[]>
  append: (records: AppendRecord[]) => Promise<void>
  /** Resolves when the scoring threads can take more. */
  room: () => Promise<void>
}

/**
 * Classifies a partition of `posts` for as long as the claim holds. One batch is scored while the one before is finished
 * and written; they are written in order, and each is committed only once it is durable, so that after a crash
 * records can come again but never out of order and never not at all.
 */
export async function classifyPartition(claim: Claim, { process, append, room }: ClassifyPartition): Promise<void> {
  const { signal } = claim
  let written = Promise.resolve()

  async function write(work: Promise<AppendRecord[]>, next: number): Promise<void> {
    const records = await work
    claim.assertHeld()
    await append(records)
    await claim.commit(next, '')
  }

  try {
    for (;;) {
      await room()
      const records = await claim.take(MAX_RECORDS, IDLE_MS)
      const takenAt = performance.now()
      const last = records.at(-1)
      const work = last === undefined ? null : handled(process(records, signal))
      await written
      if (last === undefined || work === null) continue
      written = handled(write(work, last.offset + 1))
      if (records.length < MAX_RECORDS) await pause(takenAt + MAX_WAIT_MS - performance.now(), signal)
    }
  } catch (error) {
    throw signal.aborted ? new ClaimLost('the consumer stops') : error
  } finally {
    await Promise.allSettled([written])
  }
}

/** Marks a promise as looked after: its failure is met where it is awaited, a little later. */
function handled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}
