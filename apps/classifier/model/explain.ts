import type { Scorer } from './scorer.ts'
import { type Word, wordsOf } from './words.ts'

/** A word of the text (`start` to `end` in UTF-16 code units) and by how much the top emotion's probability falls without it. */
export type ExplainedToken = Word & { weight: number }

/** Texts that one explanation scores at most, beside the text itself: a text is left out one of its first words each. */
export const MAX_LEFT_OUT = 128

type Reader = Pick<Scorer, 'model' | 'encode' | 'scoreTexts'>

/**
 * Explains a text's top emotion by leaving out one word at a time, where it stands. Words that the model does not read,
 * and those past the first 128, weigh nothing.
 * @param probabilities of the whole text, in the order of the model's labels.
 */
export async function explain(scorer: Reader, text: string, probabilities: Float32Array, signal: AbortSignal): Promise<ExplainedToken[]> {
  const words = wordsOf(text)
  const top = probabilities.indexOf(Math.max(...probabilities))
  const read = wordsRead(scorer, text, words)
  // Without one word the model reads further: as far as its room reaches, and nearly every word takes a place of it.
  const window = text.slice(0, words[read + scorer.model.maxTokens]?.start)
  const without = words.slice(0, Math.min(read, MAX_LEFT_OUT)).map(({ start, end }) => `${window.slice(0, start)}${window.slice(end)}`)
  // The whole text again, in the same batches: a word that changes nothing of what the model reads weighs exactly nothing.
  const [whole, ...scored] = await scorer.scoreTexts([window, ...without], signal)
  return words.map((word, index) => ({ ...word, weight: fall(whole?.[top], scored[index]?.[top]) }))
}

/** How many words of the text the model reads: the fewest that it reads as it reads them all. */
function wordsRead({ model, encode }: Reader, text: string, words: readonly Word[]): number {
  const tokens = (part: string) => encode(model.normalise(part)).ids.join(' ')
  const all = tokens(text)
  let [enough, tooFew] = [words.length, -1]
  while (enough - tooFew > 1) {
    const middle = Math.floor((enough + tooFew) / 2)
    if (tokens(text.slice(0, words[middle]?.start)) === all) enough = middle
    else tooFew = middle
  }
  return enough
}

/** In ten thousandths, as scores are. */
function fall(whole = 0, without = whole): number {
  return Math.round((whole - without) * 10_000) / 10_000 + 0
}
