import { expect, test } from 'vitest'
import { averagePrecision } from './average-precision.ts'

test("scikit-learn's own example", () => {
  // average_precision_score([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]) = 0.8333...
  expect(averagePrecision([0.1, 0.4, 0.35, 0.8], [false, false, true, true])).toBeCloseTo(1 / 2 + 1 / 3, 12)
})

test('equal scores are one step', () => {
  // At 0.5 and over: 3 texts, 1 of 2 positives; then all 4.
  expect(averagePrecision([0.5, 0.5, 0.5, 0.1], [true, false, false, true])).toBeCloseTo(0.5 * (1 / 3) + 0.5 * (2 / 4), 12)
})

test('without positives it is 0, and perfect order is 1', () => {
  expect(averagePrecision([0.2, 0.3], [false, false])).toBe(0)
  expect(averagePrecision([0.9, 0.8, 0.1], [true, true, false])).toBe(1)
  expect(averagePrecision([], [])).toBe(0)
})
