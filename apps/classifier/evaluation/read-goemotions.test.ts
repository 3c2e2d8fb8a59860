import { expect, test } from 'vitest'
import { collect } from '../testing.ts'
import { readGoEmotions } from './read-goemotions.ts'

async function* from(...chunks: string[]) {
  yield* chunks
}

test('reads texts with their labels, quotation marks and all, and says what is wrong with a line', async () => {
  const lines = await collect(readGoEmotions(from('He said "no\t3,10\tabc\nx\t', '27\tdef\r\n\nbad line\ny\t28\tg\n \t1\th\n')))
  expect(lines).toEqual([
    { line: 1, text: 'He said "no', truth: new Set(['annoyance', 'disapproval']) },
    { line: 2, text: 'x', truth: new Set(['neutral']) },
    { line: 4, reason: expect.stringContaining('no tab') },
    { line: 5, reason: expect.stringContaining('"28"') },
    { line: 6, reason: 'text must not be empty' },
  ])
})
