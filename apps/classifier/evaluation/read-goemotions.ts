import { readLines } from '../cli/read-lines.ts'

/** A line of GoEmotions' files (text, its labels, id; tabs between them), or why it is none. */
export type LabelledLine = { line: number; text: string; truth: Set<string> } | { line: number; reason: string }

/** @param labels what the indices mean. A label's name may stand in place of its index, unless it is a number itself. */
export async function* readGoEmotions(input: AsyncIterable<string>, labels: readonly string[]): AsyncGenerator<LabelledLine> {
  for await (const { line, text } of readLines(input)) if (text !== '') yield parseLine(line, text, labels)
}

function parseLine(line: number, content: string, labels: readonly string[]): LabelledLine {
  const [text, marks] = content.split('\t')
  if (text === undefined || marks === undefined) return { line, reason: 'has no tab: expected text, label indices and id' }
  if (text.trim() === '') return { line, reason: 'text must not be empty' }
  const truth = new Set<string>()
  for (const mark of marks.split(',')) {
    const label = /^\d+$/.test(mark) ? labels[Number(mark)] : labels.includes(mark) ? mark : undefined
    if (label === undefined)
      return { line, reason: `label "${mark}" is neither a number from 0 to ${labels.length - 1} nor one of their names` }
    truth.add(label)
  }
  return { line, text, truth }
}
