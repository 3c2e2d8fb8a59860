import { expect, test } from 'vitest'
import { GPU_BATCHES } from './batches.ts'
import { workerInputs } from './worker-input.ts'

test('pads to the longest row of each tokenizer and masks the padding', () => {
  const batch = [
    { key: 'a', ids: [Int32Array.of(5, 6, 7), Int32Array.of(8)], length: 3 },
    { key: 'b', ids: [Int32Array.of(5), Int32Array.of(8, 9)], length: 2 },
  ]
  const [first, second] = workerInputs(batch, [0, 1])
  expect(first).toEqual({ width: 3, ids: BigInt64Array.of(5n, 6n, 7n, 5n, 0n, 0n), mask: BigInt64Array.of(1n, 1n, 1n, 1n, 0n, 0n) })
  expect(second).toEqual({ width: 2, ids: BigInt64Array.of(8n, 1n, 8n, 9n), mask: BigInt64Array.of(1n, 0n, 1n, 1n) })
})

test('pads further where a device wants few widths', () => {
  const [input] = workerInputs([{ key: 'a', ids: [Int32Array.of(5, 6)], length: 2 }], [1], GPU_BATCHES)
  expect(input).toEqual({
    width: 8,
    ids: BigInt64Array.of(5n, 6n, 1n, 1n, 1n, 1n, 1n, 1n),
    mask: BigInt64Array.of(1n, 1n, 0n, 0n, 0n, 0n, 0n, 0n),
  })
})
