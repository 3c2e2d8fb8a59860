import type { Manifest } from '../model/manifest.ts'
import { type Prediction, toPrediction } from '../model/prediction.ts'
import { inChunks } from './chunks.ts'
import type { BadEntry, Entry } from './entry.ts'

/** A loaded model and from which probabilities on its emotions are present. */
export type Predicting = {
  model: Manifest
  scoreTexts: (texts: readonly string[], signal: AbortSignal) => Promise<Float32Array[]>
  /** In the order of the model's labels. */
  thresholds: readonly number[]
}

export type PredictedComment = { id: string | number; comment: string } & Prediction

/** What became of some entries that follow each other; `through` is the line the last one begins in. */
export type PredictedChunk = { comments: PredictedComment[]; bad: BadEntry[]; through: number }

/** Scores entries as they come, in input order. Throws the signal's reason when that aborts. */
export async function* predictions(
  entries: AsyncIterable<Entry>,
  { model, scoreTexts, thresholds }: Predicting,
  signal: AbortSignal,
): AsyncGenerator<PredictedChunk> {
  for await (const chunk of inChunks(entries)) {
    const good = chunk.filter((entry) => 'text' in entry)
    const scored = await scoreTexts(
      good.map(({ text }) => text),
      signal,
    )
    yield {
      comments: good.map(({ id, text }, index) => {
        return { id, comment: text, ...toPrediction(scored[index] ?? new Float32Array(), model, thresholds) }
      }),
      bad: chunk.filter((entry) => 'reason' in entry),
      through: chunk.at(-1)?.line ?? 0,
    }
  }
}
