import { expect, test } from 'vitest'
import { never } from '../testing.ts'
import { explain, MAX_LEFT_OUT } from './explain.ts'

/** Reads four words at most; each "love" adds to the second label, each "hate" takes away from it. */
function fakeScorer(maxTokens = 4) {
  const asked: string[] = []
  const read = (text: string) =>
    text
      .split(/\s+/)
      .filter((word) => word !== '' && !word.startsWith('http'))
      .slice(0, maxTokens)
  const score = (text: string) => {
    const count = (word: string) => read(text).filter((one) => one === word).length
    return Float32Array.of(0.1, 0.5 + 0.1 * count('love') - 0.05 * count('hate'))
  }
  const scorer = {
    model: { maxTokens, normalise: (text: string) => text },
    encode: (text: string) => ({ key: text, ids: [Int32Array.from(read(text), (word) => word.length)], length: read(text).length }),
    scoreTexts: async (texts: readonly string[]) => {
      asked.push(...texts)
      return texts.map(score)
    },
  } as unknown as Parameters<typeof explain>[0]
  return { asked, explained: (text: string) => explain(scorer, text, score(text), never) }
}

test('a word weighs what the top emotion loses without it, each time it stands there', async () => {
  const { explained } = fakeScorer()
  expect((await explained('I love hate love')).map(({ text, start, weight }) => [text, start, weight])).toEqual([
    ['I', 0, 0],
    ['love', 2, 0.1],
    ['hate', 7, -0.05],
    ['love', 12, 0.1],
  ])
})

test('a word gives its place to the next one, as it does for the model', async () => {
  const { explained } = fakeScorer()
  expect((await explained('a b c d love e f')).map(({ weight }) => weight)).toEqual([-0.1, -0.1, -0.1, -0.1, 0, 0, 0])
})

test('asks only about words that are read, and no more than it may', async () => {
  const short = fakeScorer()
  expect(await short.explained('love '.repeat(2_000))).toHaveLength(2_000)
  expect(short.asked).toHaveLength(1 + 4)
  expect(Math.max(...short.asked.map((text) => text.length))).toBeLessThan(60)
  const long = fakeScorer(4_000)
  await long.explained('love '.repeat(2_000))
  expect(long.asked).toHaveLength(1 + MAX_LEFT_OUT)
})

test('what the model does not see weighs nothing', async () => {
  const { explained } = fakeScorer()
  expect((await explained('love https://x.example')).map(({ weight }) => weight)).toEqual([0.1, 0])
})
