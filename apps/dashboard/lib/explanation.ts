import type { Emotion } from '@groundswell/shared/emotions.ts'

/** A word of a text and by how much the top emotion falls without it; `start` and `end` in UTF-16 code units. */
export type ExplainedToken = { text: string; start: number; end: number; weight: number }

/** Answer of `POST /predict?explain=true` for one text. */
export type ExplainAnswer = {
  model: { name: string; version: string }
  predictions: [{ emotion: Emotion; scores: Partial<Record<Emotion, number>>; tokens: ExplainedToken[] }]
}

/** How a word is marked: `strength` 1 to 3, for or against the emotion; 0: it is not. */
export type Mark = { strength: 0 | 1 | 2 | 3; against: boolean }
export type MarkedPart = Mark & { text: string; start: number }

/** Less than half a point, or a tenth of what the strongest word does, is no reason. */
const LEAST = 0.005
const LEAST_SHARE = 0.1

/** Cuts a text into marked and plain parts, which joined are the text. Strength is measured by the text's strongest word. */
export function markedParts(text: string, tokens: readonly ExplainedToken[]): MarkedPart[] {
  const most = greatest(tokens)
  const parts: MarkedPart[] = []
  let done = 0
  const plain = (end: number) => {
    if (end > done) parts.push({ text: text.slice(done, end), start: done, strength: 0, against: false })
    done = end
  }
  for (const { start, end, weight } of tokens) {
    if (!isTelling(weight, most)) continue
    plain(start)
    parts.push({ text: text.slice(start, end), start, strength: strengthOf(Math.abs(weight) / most), against: weight < 0 })
    done = end
  }
  plain(text.length)
  return parts
}

const greatest = (tokens: readonly ExplainedToken[]) => tokens.reduce((most, { weight }) => Math.max(most, Math.abs(weight)), 0)
const isTelling = (weight: number, most: number) => Math.abs(weight) >= Math.max(LEAST, most * LEAST_SHARE)

function strengthOf(share: number): 1 | 2 | 3 {
  if (share >= 0.66) return 3
  return share >= 0.33 ? 2 : 1
}

/** The words that weigh most, the strongest first. */
export function strongestWords(tokens: readonly ExplainedToken[], count: number): ExplainedToken[] {
  const most = greatest(tokens)
  const telling = tokens.filter(({ weight }) => isTelling(weight, most))
  return telling.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, count)
}

/** A weight as a change of the probability in points: `−42`, and `+3` where the emotion rises without the word. */
export function formatFall(weight: number): string {
  const points = Math.abs(weight) * 100
  const digits = points < 9.5 ? points.toFixed(1) : points.toFixed(0)
  return `${weight < 0 ? '+' : '−'}${digits}`
}
