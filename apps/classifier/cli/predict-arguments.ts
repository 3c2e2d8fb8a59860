import { parseArgs } from 'node:util'
import { UserError } from '@groundswell/shared/errors.ts'

export const PREDICT_USAGE = `Usage: npm run predict [-- FILE] [--scores] [--threshold N] [--model DIR]

Reads texts from FILE or standard input: JSON Lines with "text" (or "comment") and "id", CSV with such a header, or
plain lines. Writes one JSON object a text, in the same order, to standard output.

  --scores        adds the probabilities of all labels
  --threshold N   emotions are present from probability N on (default: each its own threshold)
  --model DIR     a directory of models (default: the shipped ensemble, or MODEL_DIR)
  --help          shows this
`

export type PredictArguments = { file?: string; scores: boolean; threshold?: number; model?: string; help: boolean }

/** @throws UserError that says what is wrong and how to call it. */
export function parsePredictArguments(args: string[]): PredictArguments {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        scores: { type: 'boolean', default: false },
        threshold: { type: 'string' },
        model: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    const [file, second] = positionals
    if (second !== undefined) throw new Error(`one FILE at a time, not also "${second}"`)
    const { scores, threshold, model, help } = values
    return {
      scores,
      help,
      ...(file !== undefined && { file }),
      ...(threshold !== undefined && { threshold: probability(threshold) }),
      ...(model && { model }),
    }
  } catch (error) {
    throw new UserError(400, 'invalid_argument', `${(error as Error).message}\n\n${PREDICT_USAGE}`)
  }
}

function probability(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= 0 && value <= 1)) throw new Error(`--threshold must be a number from 0 to 1, not "${text}"`)
  return value
}
