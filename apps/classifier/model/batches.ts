import type { Encoded } from './encoded.ts'

/** What a device wants of its batches. */
export type BatchLimits = {
  /** Rows beyond which a batch runs no faster and only its padding grows. */
  maxRows: number
  /** Under this, a run's fixed cost is more than the padding that it saves. */
  minRows: number
  /** Small work is cut finer: its lengths lie further apart, and workers end together. */
  batchesAWorker: number
  /** Padded tokens a batch, which bounds a worker's memory. */
  maxTokens: number
  /** Pairs of padded tokens within a row, summed over rows: what attention keeps for each head. */
  maxPairs: number
  /** Rows are padded to a multiple of this, */
  widthStep: number
  /** but not past this: a model knows no further positions. */
  maxWidth: number
}

export const CPU_BATCHES: BatchLimits = {
  maxRows: 8,
  minRows: 4,
  batchesAWorker: 4,
  maxTokens: 4096,
  maxPairs: Number.POSITIVE_INFINITY,
  widthStep: 1,
  maxWidth: Number.POSITIVE_INFINITY,
}

/**
 * A GPU is filled by rows, and compiles programs for shapes that it has not seen: widths come in few sizes. No WebGPU device
 * need take a buffer over 128 MiB: 8,192 tokens reach that 4,096 wide in fp32 (what a large encoder holds inside of a
 * layer), 2^21 pairs with 16 heads.
 */
export const GPU_BATCHES: BatchLimits = {
  maxRows: 256,
  minRows: 64,
  batchesAWorker: 2,
  maxTokens: 8192,
  maxPairs: 2 ** 21,
  widthStep: 8,
  maxWidth: Number.POSITIVE_INFINITY,
}

/** A row's tokens as the device sees them. */
export function paddedWidth(length: number, { widthStep, maxWidth }: BatchLimits): number {
  const stepped = Math.ceil(Math.max(1, length) / widthStep) * widthStep
  return Math.max(length, Math.min(stepped, maxWidth))
}

/**
 * Cuts work into batches of similar length, so that little of a batch is padding: the longest first, so that workers end
 * together. `workers` share small work evenly. Answers indices into `inputs`.
 */
export function planBatches(inputs: readonly Encoded[], workers: number, limits: BatchLimits = CPU_BATCHES): number[][] {
  const share = Math.ceil(inputs.length / (workers * limits.batchesAWorker))
  const rows = Math.max(limits.minRows, Math.min(limits.maxRows, share))
  const lengthOf = (index: number) => inputs[index]?.length ?? 0
  const order = inputs.map((_, index) => index).sort((a, b) => lengthOf(b) - lengthOf(a))
  const batches: number[][] = []
  let batch: number[] = []
  for (const index of order) {
    const width = paddedWidth(lengthOf(batch[0] ?? index), limits)
    const tokens = (batch.length + 1) * width
    if (batch.length === rows || tokens > limits.maxTokens || tokens * width > limits.maxPairs) {
      if (batch.length > 0) batches.push(batch)
      batch = []
    }
    batch.push(index)
  }
  if (batch.length > 0) batches.push(batch)
  return batches
}
