import { expect, test } from 'vitest'
import { createProgress } from './progress.ts'

test('at most two lines a second, and one at the end', () => {
  const lines: string[] = []
  let time = 0
  const add = createProgress(
    'a/b',
    40_000_000,
    (line) => lines.push(line),
    () => time,
  )
  for (let step = 0; step < 40; step += 1) {
    add(1_000_000)
    time += 100
  }
  expect(lines[0]).toBe('a/b: 1.0 MB of 40.0 MB (2 %)')
  expect(lines.at(-1)).toBe('a/b: 40.0 MB of 40.0 MB (100 %)')
  expect(lines).toHaveLength(9)
})
