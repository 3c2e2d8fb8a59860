import { parseArgs } from 'node:util'
import { unusableInput } from '../cli/entry.ts'

export const EVALUATE_USAGE = `Usage: npm run evaluate -- FILE.tsv [--model DIR] [--labels FILE]

Scores the texts of FILE (text, label indices, id; tabs between them) and writes one JSON object to standard output.

  --model DIR     a directory of models, or a Hugging Face id (default: the shipped ensemble, or MODEL_DIR)
  --labels FILE   what the indices stand for, one label a line (default: GoEmotions' 28)
  --help          shows this
`

/** @throws UserError that says what is wrong and how to call it. */
export function parseEvaluateArguments(args: string[]): { file?: string; model?: string; labels?: string; help: boolean } {
  try {
    const text = { type: 'string' } as const
    const help = { type: 'boolean', short: 'h', default: false } as const
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { model: text, labels: text, help } })
    const [file, second] = positionals
    if (second !== undefined) throw new Error(`one FILE at a time, not also "${second}"`)
    if (file === undefined && !values.help) throw new Error('which FILE?')
    return { ...values, ...(file !== undefined && { file }) }
  } catch (error) {
    throw unusableInput(`${(error as Error).message}\n\n${EVALUATE_USAGE}`)
  }
}
