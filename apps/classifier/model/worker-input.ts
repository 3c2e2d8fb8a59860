import { type BatchLimits, CPU_BATCHES, paddedWidth } from './batches.ts'
import type { Encoded } from './encoded.ts'
import type { WorkerInput } from './worker-messages.ts'

/**
 * Pads a batch to its longest text, once for each tokenizer, and masks the padding.
 * @param pads the token to pad with, for each tokenizer.
 */
export function workerInputs(batch: readonly Encoded[], pads: readonly number[], limits: BatchLimits = CPU_BATCHES): WorkerInput[] {
  return pads.map((pad, tokenizer) => {
    const rows = batch.map(({ ids }) => ids[tokenizer] ?? new Int32Array())
    const width = paddedWidth(Math.max(1, ...rows.map((row) => row.length)), limits)
    const ids = new BigInt64Array(rows.length * width).fill(BigInt(pad))
    const mask = new BigInt64Array(rows.length * width)
    rows.forEach((row, index) => {
      const start = index * width
      row.forEach((id, column) => {
        ids[start + column] = BigInt(id)
      })
      mask.fill(1n, start, start + row.length)
    })
    return { width, ids, mask }
  })
}
