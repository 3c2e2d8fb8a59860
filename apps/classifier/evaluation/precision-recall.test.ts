import { expect, test } from 'vitest'
import { countHits, precisionRecall, sumCounts } from './precision-recall.ts'

test('counts and ratios by hand', () => {
  const counts = countHits([true, true, true, false, false], [true, true, false, true, false])
  expect(counts).toEqual({ hits: 2, falseAlarms: 1, misses: 1 })
  expect(precisionRecall(counts)).toEqual({ precision: 2 / 3, recall: 2 / 3, f1: 4 / 6 })
})

test('nothing predicted, nothing there: 0, not NaN', () => {
  expect(precisionRecall({ hits: 0, falseAlarms: 0, misses: 0 })).toEqual({ precision: 0, recall: 0, f1: 0 })
})

test('sums', () => {
  expect(
    sumCounts([
      { hits: 1, falseAlarms: 2, misses: 3 },
      { hits: 4, falseAlarms: 0, misses: 1 },
    ]),
  ).toEqual({ hits: 5, falseAlarms: 2, misses: 4 })
})
