import type { Encoded } from './encoded.ts'

/** Rows beyond which a batch runs no faster on a processor, and only its padding grows; a GPU would want more. */
const MAX_ROWS = 8
/** Under this, a run's fixed cost is more than the padding that it saves. */
const MIN_ROWS = 4
/** Small work is cut finer: its lengths lie further apart, and workers end together. */
const BATCHES_A_WORKER = 4
/** Padded tokens a batch, which bounds a worker's memory. */
const MAX_TOKENS = 4096

/**
 * Cuts work into batches of similar length, so that little of a batch is padding: the longest first, so that workers end
 * together. `workers` share small work evenly. Answers indices into `inputs`.
 */
export function planBatches(inputs: readonly Encoded[], workers: number): number[][] {
  const rows = Math.max(MIN_ROWS, Math.min(MAX_ROWS, Math.ceil(inputs.length / (workers * BATCHES_A_WORKER))))
  const lengthOf = (index: number) => inputs[index]?.length ?? 0
  const order = inputs.map((_, index) => index).sort((a, b) => lengthOf(b) - lengthOf(a))
  const batches: number[][] = []
  let batch: number[] = []
  for (const index of order) {
    const width = lengthOf(batch[0] ?? index)
    if (batch.length === rows || (batch.length + 1) * width > MAX_TOKENS) {
      if (batch.length > 0) batches.push(batch)
      batch = []
    }
    batch.push(index)
  }
  if (batch.length > 0) batches.push(batch)
  return batches
}
