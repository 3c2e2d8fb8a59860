import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ExplainedToken, formatFall, markedParts, strongestWords } from './explanation.ts'

const token = (text: string, start: number, weight: number): ExplainedToken => ({ text, start, end: start + text.length, weight })
const tokens = [token('I', 0, 0.02), token('love', 2, 0.4), token('not', 7, -0.1), token('this', 11, 0.2)]

test('marks what weighs, by the strongest word, for or against', () => {
  expect(markedParts('I love not this.', tokens)).toEqual([
    { text: 'I ', start: 0, strength: 0, against: false },
    { text: 'love', start: 2, strength: 3, against: false },
    { text: ' ', start: 6, strength: 0, against: false },
    { text: 'not', start: 7, strength: 1, against: true },
    { text: ' ', start: 10, strength: 0, against: false },
    { text: 'this', start: 11, strength: 2, against: false },
    { text: '.', start: 15, strength: 0, against: false },
  ])
})

test('the strongest words, either way, without those that say nothing', () => {
  expect(strongestWords(tokens, 9).map(({ text }) => text)).toEqual(['love', 'this', 'not'])
  expect(strongestWords(tokens, 1).map(({ text }) => text)).toEqual(['love'])
})

test('a fall is a minus', () => {
  expect([0.42, -0.031, 0.099].map(formatFall)).toEqual(['−42', '+3.1', '−10'])
})

describe('any text', () => {
  test('parts joined are the text', () => {
    const words = fc.array(
      fc.tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }), fc.double({ min: -1, max: 1, noNaN: true })),
      { maxLength: 20 },
    )
    fc.assert(
      fc.property(words, (pairs) => {
        let text = ''
        const all = pairs.map(([word, weight]) => {
          text += ' '
          const made = token(word, text.length, weight)
          text += word
          return made
        })
        expect(
          markedParts(text, all)
            .map((part) => part.text)
            .join(''),
        ).toBe(text)
      }),
    )
  })
})
