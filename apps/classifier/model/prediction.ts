import { SCORE_SCALE } from '@groundswell/shared/scored-post.ts'
import type { Manifest } from './manifest.ts'
import { presentEmotions } from './present-emotions.ts'

/** What a text says, as `POST /predict` and `npm run predict` answer it. */
export type Prediction = {
  /** The top emotion, always exactly one. */
  emotion: string
  /** Those present, highest first. */
  emotions: { label: string; score: number }[]
  /** Of every label that the model knows. */
  scores: Record<string, number>
}

/** @param thresholds in the order of the model's labels. */
export function toPrediction(probabilities: Float32Array, { labels }: Manifest, thresholds: readonly number[]): Prediction {
  const scores = Object.fromEntries(labels.map((label, index) => [label, rounded(probabilities[index] ?? 0)]))
  const { emotions, top } = presentEmotions(probabilities, labels, thresholds)
  return { emotion: top, emotions: emotions.map((label) => ({ label, score: scores[label] ?? 0 })), scores }
}

/** To ten thousandths, as the stream stores them. */
function rounded(probability: number): number {
  return Math.round(probability * SCORE_SCALE) / SCORE_SCALE
}
