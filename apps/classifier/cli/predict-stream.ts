import type { Manifest } from '../model/manifest.ts'
import { toPrediction } from '../model/prediction.ts'
import { inChunks } from './chunks.ts'
import type { Entry } from './entry.ts'

export type PredictStream = {
  model: Manifest
  scoreTexts: (texts: readonly string[], signal: AbortSignal) => Promise<Float32Array[]>
  thresholds: readonly number[]
  withScores: boolean
  signal: AbortSignal
  /** Writes a chunk of output; resolves when more may be written. */
  write: (text: string) => Promise<void>
  /** Told of each bad line. */
  complain: (line: number, reason: string) => void
}

/** Scores entries as they come and writes one line for each good one, in input order. Answers how many lines were bad. */
export async function predictStream(entries: AsyncIterable<Entry>, options: PredictStream): Promise<number> {
  const { model, scoreTexts, thresholds, withScores, signal, write, complain } = options
  let bad = 0
  for await (const chunk of inChunks(entries)) {
    const good = chunk.flatMap((entry) => {
      if ('text' in entry) return [entry]
      complain(entry.line, entry.reason)
      bad += 1
      return []
    })
    const scored = await scoreTexts(
      good.map(({ text }) => text),
      signal,
    )
    const lines = good.map(({ id, text }, index) => {
      const { emotion, emotions, scores } = toPrediction(scored[index] ?? new Float32Array(), model, thresholds)
      return `${JSON.stringify({ id, comment: text, emotion, emotions, ...(withScores ? { scores } : {}) })}\n`
    })
    if (lines.length > 0) await write(lines.join(''))
  }
  return bad
}
