import type { Scorer } from './scorer.ts'

/** A word of the text (`start` to `end` in UTF-16 code units) and by how much the top emotion's probability falls without it. */
export type ExplainedToken = { text: string; start: number; end: number; weight: number }

const WORD = /\S+/gu

/** Explains a text's top emotion by leaving out one word at a time. Words beyond what the model reads weigh nothing. */
export async function explain(scorer: Scorer, text: string, probabilities: Float32Array, signal: AbortSignal): Promise<ExplainedToken[]> {
  const words = [...text.matchAll(WORD)].map((found) => ({ text: found[0], start: found.index, end: found.index + found[0].length }))
  const read = words.slice(0, scorer.model.maxTokens)
  const top = probabilities.indexOf(Math.max(...probabilities))
  const masked = read.map(({ start, end }) => `${text.slice(0, start)}${text.slice(end)}`)
  const without = await scorer.scoreTexts(masked, signal)
  return words.map((word, index) => ({ ...word, weight: weightOf(probabilities[top], without[index]?.[top]) }))
}

function weightOf(whole = 0, without = whole): number {
  return Math.round((whole - without) * 10_000) / 10_000
}
