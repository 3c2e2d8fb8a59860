import { EMOTIONS } from '@groundswell/shared/emotions.ts'
import { expect, test } from 'vitest'
import { collect } from '../testing.ts'
import { readGoEmotions } from './read-goemotions.ts'

async function* from(...chunks: string[]) {
  yield* chunks
}

test('reads texts with their labels, quotation marks and all, and says what is wrong with a line', async () => {
  const lines = await collect(
    readGoEmotions(from('He said "no\t3,10\tabc\nx\t', '27\tdef\r\n\nbad line\ny\t28\tg\n \t1\th\nz\tjoy,18\ti\n'), EMOTIONS),
  )
  expect(lines).toEqual([
    { line: 1, text: 'He said "no', truth: new Set(['annoyance', 'disapproval']) },
    { line: 2, text: 'x', truth: new Set(['neutral']) },
    { line: 4, reason: expect.stringContaining('no tab') },
    { line: 5, reason: expect.stringContaining('"28"') },
    { line: 6, reason: 'text must not be empty' },
    { line: 7, text: 'z', truth: new Set(['joy', 'love']) },
  ])
})

test('other labels', async () => {
  const lines = await collect(readGoEmotions(from('a\t1\tx\nb\t2\ty\nc\tjoy\tz\n'), ['freude', 'trauer']))
  const reason = (mark: string) => `label "${mark}" is neither a number from 0 to 1 nor one of their names`
  expect(lines).toEqual([
    { line: 1, text: 'a', truth: new Set(['trauer']) },
    { line: 2, reason: reason('2') },
    { line: 3, reason: reason('joy') },
  ])
})

test('a number is an index, also where labels are called by numbers', async () => {
  const [first] = await collect(readGoEmotions(from('a\t1\tx\n'), ['2', '1', '0']))
  const [stars] = await collect(readGoEmotions(from('a\t1\tx\n'), ['1', '2', '3']))
  expect([first, stars]).toEqual([
    { line: 1, text: 'a', truth: new Set(['1']) },
    { line: 1, text: 'a', truth: new Set(['2']) },
  ])
})
