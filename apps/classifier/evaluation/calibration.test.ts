import { expect, test } from 'vitest'
import { brierScore, calibrationError } from './calibration.ts'

test('calibration error by hand', () => {
  // Bin 2 of 15 (over 1/15, up to 2/15): said 0.1 + 0.12, so 1: |0.22 - 1| = 0.78. Bin 14 (over 13/15): said 0.9, so 1: 0.1.
  expect(calibrationError([0.1, 0.12, 0.9], [true, false, true])).toBeCloseTo((0.78 + 0.1) / 3, 12)
})

test('0 and 1 have bins, and edges belong below', () => {
  expect(calibrationError([0, 1], [false, true])).toBe(0)
  // 0.2 is the upper edge of bin 3 (3/15), where 0.15 is too: one bin, said 0.35, so 1.
  expect(calibrationError([0.2, 0.15], [true, false])).toBeCloseTo(0.65 / 2, 12)
})

test('Brier score by hand', () => {
  expect(brierScore([0.8, 0.3], [true, false])).toBeCloseTo((0.04 + 0.09) / 2, 12)
})
