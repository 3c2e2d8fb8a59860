import { unusableInput } from '../cli/entry.ts'
import { readLines, withoutMark } from '../cli/read-lines.ts'

/**
 * Reads the names that label indices stand for: one a line, the first is index 0.
 * @throws UserError that names the file and the line.
 */
export async function readLabelNames(input: AsyncIterable<string>, file: string): Promise<string[]> {
  const names: string[] = []
  const empty: number[] = []
  for await (const { line, text } of readLines(withoutMark(input))) {
    const name = text.trim()
    if (name === '') empty.push(line)
    else if (empty[0] !== undefined) throw unusableInput(`${file}: line ${empty[0]} is empty: one label a line`)
    else if (names.includes(name)) throw unusableInput(`${file}: line ${line} names "${name}" again`)
    else names.push(name)
  }
  if (names.length === 0) throw unusableInput(`${file}: holds no label`)
  return names
}
