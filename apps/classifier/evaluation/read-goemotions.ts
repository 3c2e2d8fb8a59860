import { EMOTIONS, type Emotion } from '@groundswell/shared/emotions.ts'
import { readLines } from '../cli/read-lines.ts'

/** A line of GoEmotions' files (text, indices of its labels, id; tabs between them), or why it is none. */
export type LabelledLine = { line: number; text: string; truth: Set<Emotion> } | { line: number; reason: string }

export async function* readGoEmotions(input: AsyncIterable<string>): AsyncGenerator<LabelledLine> {
  for await (const { line, text } of readLines(input)) if (text !== '') yield parseLine(line, text)
}

function parseLine(line: number, content: string): LabelledLine {
  const [text, indices] = content.split('\t')
  if (text === undefined || indices === undefined) return { line, reason: 'has no tab: expected text, label indices and id' }
  if (text.trim() === '') return { line, reason: 'text must not be empty' }
  const truth = new Set<Emotion>()
  for (const index of indices.split(',')) {
    const emotion = /^\d+$/.test(index) ? EMOTIONS[Number(index)] : undefined
    if (emotion === undefined) return { line, reason: `label index "${index}" is not a number from 0 to ${EMOTIONS.length - 1}` }
    truth.add(emotion)
  }
  return { line, text, truth }
}
