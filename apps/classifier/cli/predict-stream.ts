import type { Entry } from './entry.ts'
import { type Predicting, predictions } from './predictions.ts'

export type PredictStream = Predicting & {
  withScores: boolean
  signal: AbortSignal
  /** Writes a chunk of output; resolves when more may be written. */
  write: (text: string) => Promise<void>
  /** Told of each bad line. */
  complain: (line: number, reason: string) => void
}

/** Scores entries as they come and writes one line for each good one, in input order. Answers how many lines were bad. */
export async function predictStream(entries: AsyncIterable<Entry>, options: PredictStream): Promise<number> {
  const { withScores, signal, write, complain } = options
  let count = 0
  for await (const { comments, bad } of predictions(entries, options, signal)) {
    for (const { line, reason } of bad) complain(line, reason)
    count += bad.length
    const lines = comments.map(({ scores, ...comment }) => `${JSON.stringify(withScores ? { ...comment, scores } : comment)}\n`)
    if (lines.length > 0) await write(lines.join(''))
  }
  return count
}
