import { expect, test } from 'vitest'
import { PREDICT_USAGE, parsePredictArguments } from './predict-arguments.ts'

test.each([
  [[], { scores: false, help: false }],
  [['a.csv', '--scores', '--threshold', '0.5', '--model', 'm'], { file: 'a.csv', scores: true, threshold: 0.5, model: 'm', help: false }],
  [['--watch', 'in', '--out', 'o'], { watch: { folder: 'in', out: 'o', once: false }, scores: false, help: false }],
  [['--watch=in', '--out=o', '--once'], { watch: { folder: 'in', out: 'o', once: true }, scores: false, help: false }],
  [['--watch', 'in', '-h'], { scores: false, help: true }],
])('%j', (args, expected) => {
  expect(parsePredictArguments(args)).toEqual(expected)
})

test.each([
  [['--watch', '.'], '--watch needs --out DIR'],
  [['--watch', '.', '--out', ''], '--watch needs --out DIR'],
  [['--watch', '', '--out', 'x'], '--watch needs a folder'],
  [['--out', 'x'], '--out needs --watch DIR'],
  [['--once'], '--once needs --watch DIR'],
  [['--watch', '.', '--out', 'x', 'a.csv'], 'leave out the FILE "a.csv"'],
  [['--model', ''], '--model needs a directory'],
  [['--threshold', '1.5'], '--threshold must be a number from 0 to 1, not "1.5"'],
  [['--threshold', ''], '--threshold must be a number from 0 to 1'],
  [['--nonsense'], '--nonsense'],
  [['a', 'b'], 'one FILE at a time, not also "b"'],
])('%j is refused and says how to call it', (args, message) => {
  expect(() => parsePredictArguments(args)).toThrow(message)
  expect(() => parsePredictArguments(args)).toThrow(PREDICT_USAGE)
})
