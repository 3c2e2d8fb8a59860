import { parse } from 'csv-parse/sync'
import type { Line } from './read-lines.ts'

const DELIMITERS = [',', ';', '\t']

/** What stands between the fields of this header: spreadsheets of half the world write semicolons. */
export function delimiterOf(header: string): string {
  const count = (mark: string) => header.split(mark).length
  return DELIMITERS.reduce((best, mark) => (count(mark) > count(best) ? mark : best))
}

/** A record, or why a line holds none. `line` is where it begins. */
export type CsvRecord = { line: number; fields: string[] } | { line: number; reason: string }

/** A record that grows beyond this has a quotation mark that is never closed. */
const MAX_CHARACTERS = 1_000_000
const MAX_LINES = 1_000

/**
 * Puts records together that go over several lines. A quotation mark that is never closed costs its own line only: the
 * lines after it are read again as if it were not there.
 */
export async function* csvRecords(lines: AsyncIterable<Line>): AsyncGenerator<CsvRecord> {
  let open: Line[] = []
  let length = 0
  let quoted = false
  let delimiter: string | null = null
  for await (const line of lines) {
    if (open.length === 0 && line.text.trim() === '') continue
    delimiter ??= delimiterOf(line.text)
    open.push(line)
    length += line.text.length
    if (oddQuotes(line)) quoted = !quoted
    if (quoted && length <= MAX_CHARACTERS && open.length <= MAX_LINES) continue
    // What follows a record that was taken apart again may go on in the next line.
    open = yield* recordsOf(open, delimiter, quoted)
    length = open.reduce((sum, { text }) => sum + text.length, 0)
    quoted = open.length > 0
  }
  yield* recordsOf(open, delimiter ?? ',', true)
}

/** The records of some lines. Answers the lines at their end that need more to become one, unless there is no more. */
function* recordsOf(lines: Line[], delimiter: string, whole: boolean): Generator<CsvRecord, Line[]> {
  let start = 0
  while (start < lines.length) {
    const end = endOfRecord(lines, start)
    if (end === null && !whole) break
    const fields = end === null ? null : fieldsOf(lines.slice(start, end), delimiter)
    const line = lines[start]?.line ?? 0
    yield fields === null ? { line, reason: 'is not CSV: its quotation marks do not match' } : { line, fields }
    start = fields === null || end === null ? start + 1 : end
  }
  return lines.slice(start)
}

/** Where the quotation marks are even again; null if they never are. */
function endOfRecord(lines: Line[], start: number): number | null {
  let quoted = false
  for (let index = start; index < lines.length; index += 1) {
    const line = lines[index]
    if (line !== undefined && oddQuotes(line)) quoted = !quoted
    if (!quoted) return index + 1
  }
  return null
}

const oddQuotes = ({ text }: Line) => text.split('"').length % 2 === 0

/** Quotation marks inside of a field are forgiven within a line; across lines they mean that one is missing. */
function fieldsOf(lines: Line[], delimiter: string): string[] | null {
  try {
    const records = parse(lines.map(({ text }) => text).join('\n'), { delimiter, relax_quotes: lines.length === 1 }) as string[][]
    return records.length === 1 ? (records[0] ?? null) : null
  } catch {
    return null
  }
}
