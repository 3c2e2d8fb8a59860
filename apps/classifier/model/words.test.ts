import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wordsOf } from './words.ts'

describe('wordsOf', () => {
  test.each([
    ['I love this, really', ['I', 'love', 'this', 'really']],
    ["don't, I can’t", ["don't", 'I', 'can’t']],
    ['so good!!! why?!', ['so', 'good', '!!!', 'why', '?!']],
    ['  tabs\tand\nlines  ', ['tabs', 'and', 'lines']],
    ['good good', ['good', 'good']],
    ['yes😂😂 no👩‍👩‍👧‍👦👍🏽', ['yes', '😂', '😂', 'no', '👩‍👩‍👧‍👦', '👍🏽']],
    ['🇩🇪🇫🇷 won', ['🇩🇪', '🇫🇷', 'won']],
    ['ask @jo.bsky.social, #LumoFail', ['ask', '@jo.bsky.social', '#LumoFail']],
    ['see https://a.example/b?c=d#e now', ['see', 'https://a.example/b?c=d#e', 'now']],
    ['ok :( and <3', ['ok', ':(', 'and', '<3']],
    ['mail jo@example.com', ['mail', 'jo', 'example.com']],
    ['今天天气很好', ['今天', '天气', '很好']],
    ['สวัสดีครับ', ['สวัสดี', 'ครับ']],
    ['', []],
    ['. ,', []],
  ])('%j', (text, expected) => {
    expect(wordsOf(text).map((word) => word.text)).toEqual(expected)
  })

  test('any text: spans are its own, in order, without overlap', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('@a', '#b', ' ', '😂', '!?', ':)', 'http://x', '\ud83d', '\u200d', '好', "n't", '.'),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('')
        let before = 0
        for (const { text: word, start, end } of wordsOf(text)) {
          expect(start).toBeGreaterThanOrEqual(before)
          expect(end).toBeGreaterThan(start)
          expect(text.slice(start, end)).toBe(word)
          expect(word.trim()).not.toBe('')
          before = end
        }
      }),
      { numRuns: 500 },
    )
  })

  test('no text takes long', () => {
    const started = performance.now()
    for (const unit of ['@a.', '(', ':', 'http://', '😂', '好', 'a', '#', '! ']) wordsOf(unit.repeat(10_000 / unit.length))
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})
