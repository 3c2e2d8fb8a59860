import { expect, test } from 'vitest'
import { combine } from './combine.ts'

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))

test('a weighted sum of sigmoids, label by label', () => {
  const members = [
    { weight: 0.75, temperature: 2, bias: [0, 1] },
    { weight: 0.25, temperature: 0.5, bias: [-1, 0] },
  ]
  const logits = [Float32Array.of(2, -2, 0, 4), Float32Array.of(1, 0, -1, 3)]
  const expected = [
    0.75 * sigmoid(1) + 0.25 * sigmoid(1),
    0.75 * sigmoid(0) + 0.25 * sigmoid(0),
    0.75 * sigmoid(0) + 0.25 * sigmoid(-3),
    0.75 * sigmoid(3) + 0.25 * sigmoid(6),
  ]
  for (const [index, probability] of combine(logits, members, 2).entries())
    expect(probability).toBeCloseTo(expected[index] ?? Number.NaN, 6)
})

test('large logits do not overflow, and probabilities need not sum to 1', () => {
  const member = { weight: 1, temperature: 0.1, bias: [0, 0, 0] }
  expect([...combine([Float32Array.of(1e4, 1e4, -1e4)], [member], 3)]).toEqual([1, 1, 0])
})

test('what is no number is refused', () => {
  const member = { weight: 1, temperature: 1, bias: [0] }
  expect(() => combine([Float32Array.of(Number.NaN)], [member], 1)).toThrow('NaN')
  expect(() => combine([Float32Array.of(1), Float32Array.of(1, 2)], [member, member], 1)).toThrow('2 logits')
})
