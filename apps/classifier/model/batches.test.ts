import fc from 'fast-check'
import { expect, test } from 'vitest'
import { planBatches } from './batches.ts'

const ofLength = (length: number) => ({ key: String(length), ids: [new Int32Array(length)], length })

test('sorts by length, the longest first, and shares small work among workers', () => {
  expect(planBatches([3, 9, 5].map(ofLength), 1)).toEqual([[1, 2, 0]])
  expect(
    planBatches(
      Array.from({ length: 40 }, () => ofLength(8)),
      2,
    ).map((batch) => batch.length),
  ).toEqual([5, 5, 5, 5, 5, 5, 5, 5])
})

test('every input is in exactly one batch, and no batch is too large', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 600 }), { maxLength: 300 }), fc.integer({ min: 1, max: 8 }), (lengths, workers) => {
      const batches = planBatches(lengths.map(ofLength), workers)
      expect(batches.flat().sort((a, b) => a - b)).toEqual(lengths.map((_, index) => index))
      for (const batch of batches) {
        expect(batch.length).toBeLessThanOrEqual(8)
        expect(batch.length * (lengths[batch[0] ?? 0] ?? 0)).toBeLessThanOrEqual(4096)
      }
    }),
  )
})
