import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type BatchLimits, CPU_BATCHES, GPU_BATCHES, paddedWidth, planBatches } from './batches.ts'

const ofLength = (length: number) => ({ key: String(length), ids: [new Int32Array(length)], length })
const sizes = (count: number, length: number, workers: number, limits?: BatchLimits) =>
  planBatches(
    Array.from({ length: count }, () => ofLength(length)),
    workers,
    limits,
  ).map((batch) => batch.length)

test('sorts by length, the longest first, and shares small work among workers', () => {
  expect(planBatches([3, 9, 5].map(ofLength), 1)).toEqual([[1, 2, 0]])
  expect(sizes(40, 8, 2)).toEqual([5, 5, 5, 5, 5, 5, 5, 5])
})

test('a GPU gets many rows at once, and fewer of long ones', () => {
  expect(sizes(256, 20, 1, GPU_BATCHES)).toEqual([128, 128])
  expect(sizes(1024, 20, 1, GPU_BATCHES)).toEqual([256, 256, 256, 256])
  expect(sizes(60, 20, 1, GPU_BATCHES)).toEqual([60])
  expect(sizes(16, 512, 1, GPU_BATCHES)).toEqual([8, 8])
})

test('rows are padded to few widths, but not past the positions that the model knows', () => {
  expect([0, 1, 8, 9].map((length) => paddedWidth(length, GPU_BATCHES))).toEqual([8, 8, 8, 16])
  expect(paddedWidth(75, { ...GPU_BATCHES, maxWidth: 77 })).toBe(77)
  expect([0, 1, 9].map((length) => paddedWidth(length, CPU_BATCHES))).toEqual([1, 1, 9])
})

test('every input is in exactly one batch, and no batch is too large', () => {
  const work = fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 300 })
  const limits = fc.constantFrom(CPU_BATCHES, GPU_BATCHES)
  fc.assert(
    fc.property(work, fc.integer({ min: 1, max: 8 }), limits, (lengths, workers, limits) => {
      const batches = planBatches(lengths.map(ofLength), workers, limits)
      expect(batches.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, index) => index))
      for (const batch of batches) {
        const width = paddedWidth(lengths[batch[0] ?? 0] ?? 0, limits)
        expect(batch.length).toBeLessThanOrEqual(limits.maxRows)
        expect(batch.length * width).toBeLessThanOrEqual(limits.maxTokens)
        expect(batch.length * width * width).toBeLessThanOrEqual(limits.maxPairs)
      }
    }),
  )
})
