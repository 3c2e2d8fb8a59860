import { unusableInput } from './entry.ts'

/** No line of any format may be longer: it is held in memory whole. */
const MAX_LINE = 16 * 1024 * 1024

export type Line = { line: number; text: string }

/** Cuts a stream of text into lines without their ends (LF, CRLF); only the line at hand is kept. */
export async function* readLines(chunks: AsyncIterable<string>): AsyncGenerator<Line> {
  let rest = ''
  let line = 0
  for await (const chunk of chunks) {
    const pieces = (rest + chunk).split('\n')
    rest = pieces.pop() ?? ''
    if (rest.length > MAX_LINE) throw unusableInput(`line ${line + pieces.length + 1}: is longer than ${MAX_LINE} characters`)
    for (const text of pieces) {
      line += 1
      yield { line, text: text.replace(/\r$/, '') }
    }
  }
  if (rest !== '') yield { line: line + 1, text: rest.replace(/\r$/, '') }
}

/** The same stream without a byte order mark. */
export async function* withoutMark(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let first = true
  for await (const chunk of chunks) {
    yield first ? chunk.replace(/^\ufeff/, '') : chunk
    if (chunk !== '') first = false
  }
}
