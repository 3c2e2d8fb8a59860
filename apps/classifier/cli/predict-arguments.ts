import { parseArgs } from 'node:util'
import { UserError } from '@groundswell/shared/errors.ts'

export const PREDICT_USAGE = `Usage: npm run predict [-- FILE] [--scores] [--threshold N] [--model DIR]
       npm run predict -- --watch DIR --out DIR [--once] [--scores] [--threshold N] [--model DIR]

Reads texts from FILE or standard input: JSON Lines with "text" (or "comment") and "id", CSV with such a header, or
plain lines. Writes one JSON object a text, in the same order, to standard output.
With --watch it follows a folder of such files (.csv .jsonl .ndjson .txt) and writes one JSON file a comment.

  --scores        adds the probabilities of all labels
  --threshold N   emotions are present from probability N on (default: each its own threshold); with --watch it also
                  adds them
  --model DIR     a directory of models, or an id on the Hugging Face hub (default: the shipped ensemble, or MODEL_DIR)
  --watch DIR     the folder to follow, until Ctrl-C; every file is done once, also across restarts
  --out DIR       where the JSON files go: {"id","comment","emotion"}
  --once          do the files that are there and end
  --help          shows this
`

export type WatchArguments = { folder: string; out: string; once: boolean }
export type PredictArguments = {
  file?: string
  watch?: WatchArguments
  scores: boolean
  threshold?: number
  model?: string
  help: boolean
}

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
        watch: { type: 'string' },
        out: { type: 'string' },
        once: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    const [file, second] = positionals
    if (second !== undefined) throw new Error(`one FILE at a time, not also "${second}"`)
    const { scores, threshold, model, help } = values
    if (model === '') throw new Error('--model needs a directory')
    const watch = help ? null : watchArguments(values)
    if (watch !== null && file !== undefined) throw new Error(`--watch follows a folder: leave out the FILE "${file}"`)
    return {
      scores,
      help,
      ...(file !== undefined && { file }),
      ...(watch !== null && { watch }),
      ...(threshold !== undefined && { threshold: probability(threshold) }),
      ...(model !== undefined && { model }),
    }
  } catch (error) {
    throw new UserError(400, 'invalid_argument', `${(error as Error).message}\n\n${PREDICT_USAGE}`)
  }
}

function watchArguments({ watch, out, once }: { watch?: string; out?: string; once: boolean }): WatchArguments | null {
  if (watch === undefined && out === undefined && !once) return null
  if (watch === '') throw new Error('--watch needs a folder')
  if (watch === undefined) throw new Error(`${out === undefined ? '--once' : '--out'} needs --watch DIR, the folder to follow`)
  if (!out) throw new Error('--watch needs --out DIR, where the JSON files go')
  return { folder: watch, out, once }
}

function probability(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= 0 && value <= 1)) throw new Error(`--threshold must be a number from 0 to 1, not "${text}"`)
  return value
}
