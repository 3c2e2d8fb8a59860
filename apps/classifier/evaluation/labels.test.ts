import { EMOTIONS } from '@groundswell/shared/emotions.ts'
import { describe, expect, test } from 'vitest'
import { commonLabels } from './common-labels.ts'
import { readLabelNames } from './read-labels.ts'

async function* from(...chunks: string[]) {
  yield* chunks
}

describe('readLabelNames', () => {
  test('one a line, in order', async () => {
    expect(await readLabelNames(from('\ufefffreude\r\ntra', 'uer\n wut \n\n'), 'l.txt')).toEqual(['freude', 'trauer', 'wut'])
  })

  test.each([
    ['', 'l.txt: holds no label'],
    ['a\n\nb\n', 'l.txt: line 2 is empty'],
    ['a\nb\na\n', 'l.txt: line 3 names "a" again'],
  ])('%j is refused', async (content, message) => {
    await expect(readLabelNames(from(content), 'l.txt')).rejects.toThrow(message)
  })
})

describe('commonLabels', () => {
  test('the same labels need no word', () => {
    expect(commonLabels([...EMOTIONS], EMOTIONS)).toEqual({ known: new Set(EMOTIONS), notes: [] })
  })

  test('what only one of them knows is said', () => {
    const { known, notes } = commonLabels(['joy', 'hunger'], ['anger', 'joy'])
    expect(known).toEqual(new Set(['joy']))
    expect(notes).toEqual([expect.stringMatching(/does not know them: anger$/), expect.stringMatching(/labelled with them: hunger$/)])
  })

  test('nothing in common is refused', () => {
    expect(() => commonLabels(['freude'], EMOTIONS)).toThrow(/knows freude, .*admiration, .* and 23 more: none in common.*--labels/)
  })
})
