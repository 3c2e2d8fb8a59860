import type { Emotion } from '@groundswell/shared/emotions.ts'
import { SCORE_SCALE } from '@groundswell/shared/scored-post.ts'

/** Probabilities as the stream keeps them: integers of ten thousandths. */
export function storedScores(probabilities: Float32Array, labels: readonly Emotion[]): Partial<Record<Emotion, number>> {
  return Object.fromEntries(labels.map((label, index) => [label, Math.round((probabilities[index] ?? 0) * SCORE_SCALE)]))
}

/** Which emotions are present (at or over their thresholds), highest first, and which is the top one, present or not. */
export function presentEmotions<Label extends string>(
  probabilities: Float32Array,
  labels: readonly Label[],
  thresholds: readonly number[],
): { emotions: Label[]; top: Label } {
  const order = labels.map((label, index) => ({ label, score: probabilities[index] ?? 0, threshold: thresholds[index] ?? 1 }))
  order.sort((a, b) => b.score - a.score)
  const top = order[0]?.label
  if (top === undefined) throw new Error('a model has at least one label')
  return { emotions: order.filter(({ score, threshold }) => score >= threshold).map(({ label }) => label), top }
}
