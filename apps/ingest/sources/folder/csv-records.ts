import { parse } from 'csv-parse/sync'
import { decodeUtf8 } from '../../door/parse-json.ts'
import { isBlank, type Line } from '../../door/split-lines.ts'

/** One record of a CSV file; `line` is where it starts, `nextLine` the one after it, both from 0. */
export type CsvRecord = { line: number; nextLine: number } & ({ cells: string[] } | { wrong: string })

type Held = { line: number; text: string; oddQuotes: boolean }

/** A quoted text may span lines, but not for ever: a quote that is never closed must cost its line, not the file. */
const MOST_LINES = 500
const MOST_CHARACTERS = 128 * 1024

/**
 * Groups lines into records: one ends where the quotes so far are even. Where that never comes, or what came is no
 * CSV, the first line alone is wrong and reading goes on with the next. (csv-parse by itself loses the rest of the file.)
 */
export class CsvRecords {
  #held: Held[] = []
  #characters = 0
  readonly #delimiter: string

  constructor(delimiter: string) {
    this.#delimiter = delimiter
  }

  *push(line: Line): Generator<CsvRecord> {
    const text = line.bytes === null ? null : decodeUtf8(line.bytes)
    if (text === null) {
      yield* this.end()
      const wrong = line.bytes === null ? 'the line is too long' : 'is not valid UTF-8'
      yield { line: line.number, nextLine: line.number + 1, wrong }
      return
    }
    if (this.#held.length === 0 && line.bytes !== null && isBlank(line.bytes)) return
    this.#held.push({ line: line.number, text, oddQuotes: text.split('"').length % 2 === 0 })
    this.#characters += text.length
    yield* this.#drain(false)
  }

  *end(): Generator<CsvRecord> {
    yield* this.#drain(true)
  }

  *#drain(atEnd: boolean): Generator<CsvRecord> {
    while (this.#held[0] !== undefined) {
      const count = this.#linesOfRecord()
      if (count === 0 && !atEnd && this.#held.length < MOST_LINES && this.#characters < MOST_CHARACTERS) return
      yield this.#take(this.#held[0], count)
    }
  }

  /** How many held lines make the first record; 0 while its quotes are open. */
  #linesOfRecord(): number {
    let odd = false
    for (const [index, held] of this.#held.entries()) {
      if (held.oddQuotes) odd = !odd
      if (!odd) return index + 1
    }
    return 0
  }

  #take(first: Held, count: number): CsvRecord {
    const text = this.#held
      .slice(0, count)
      .map((held) => held.text)
      .join('\n')
    const cells = count === 0 ? null : parseRecord(text, this.#delimiter)
    const taken = this.#held.splice(0, cells === null ? 1 : count)
    for (const held of taken) this.#characters -= held.text.length
    const span = { line: first.line, nextLine: (taken.at(-1)?.line ?? first.line) + 1 }
    return cells === null ? { ...span, wrong: 'is not CSV: a quote is never closed or stands inside a field' } : { ...span, cells }
  }
}

function parseRecord(text: string, delimiter: string): string[] | null {
  try {
    const records = parse(text, { delimiter, record_delimiter: '\n', relax_column_count: true }) as string[][]
    return records.length === 1 && records[0] !== undefined ? records[0] : null
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null
    throw error
  }
}

/** What stands between the cells: spreadsheets of half the world write semicolons. */
export function findDelimiter(header: string): string {
  const count = (mark: string) => header.split(mark).length
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best))
}
