import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { FoundFile } from '@groundswell/runtime/settled-files.ts'
import { type Checked, checkPost } from '../../door/check-post.ts'
import { decodeUtf8 } from '../../door/parse-json.ts'
import { readLine } from '../../door/read-line.ts'
import { type Line, LineSplitter } from '../../door/split-lines.ts'
import { type CsvRecord, CsvRecords, findDelimiter } from './csv-records.ts'
import { completeRow, readHeader, rowToCandidate } from './row.ts'

/** One row of a file: where it stands (line from 1, as editors count), the line to go on from (from 0), what it is. */
export type FileRow = { line: number; nextLine: number; checked: Checked }

/** SHA-256 of the content, read as a stream. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** The rows of a CSV or JSON Lines file from line `from` (counted from 0) on; a wrong row is a refusal and the next follows. */
export function readRows(file: FoundFile, from: number): AsyncGenerator<FileRow> {
  return file.name.toLowerCase().endsWith('.csv') ? readCsv(file, from) : readJsonLines(file, from)
}

async function* readLines(path: string): AsyncGenerator<Line> {
  const splitter = new LineSplitter()
  for await (const chunk of createReadStream(path)) yield* splitter.push(chunk as Buffer)
  yield* splitter.end()
}

async function* readJsonLines(file: FoundFile, from: number): AsyncGenerator<FileRow> {
  for await (const line of readLines(file.path)) {
    if (line.number < from) continue
    const checked = readLine(line, Date.now(), (value) => completeRow(value, file.name, line.number + 1))
    if (checked !== null) yield { line: line.number + 1, nextLine: line.number + 1, checked }
  }
}

async function* readCsv(file: FoundFile, from: number): AsyncGenerator<FileRow> {
  let records: CsvRecords | null = null
  let columns: (string | null)[] | null = null

  function* rows(found: Iterable<CsvRecord>): Generator<FileRow> {
    for (const record of found) {
      const { line, nextLine } = record
      if (columns === null && 'cells' in record) columns = readHeader(record.cells)
      else if (line >= from) yield { line: line + 1, nextLine, checked: checkRecord(record, columns ?? [], file.name) }
    }
  }
  for await (const line of readLines(file.path)) {
    records ??= new CsvRecords(findDelimiter((line.bytes && decodeUtf8(line.bytes)) ?? ''))
    // The header is always read; between it and `from` lines are passed over without being put together.
    if (columns !== null && line.number < from) continue
    yield* rows(records.push(line))
    if (columns !== null && !(columns as (string | null)[]).includes('text')) {
      yield { line: 1, nextLine: line.number + 1, checked: noTextColumn() }
      return
    }
  }
  if (records !== null) yield* rows(records.end())
}

function checkRecord(record: CsvRecord, columns: (string | null)[], file: string): Checked {
  if ('wrong' in record) return { ok: false, refusal: { reason: 'wrong_field', field: '', message: record.wrong } }
  return checkPost(completeRow(rowToCandidate(columns, record.cells), file, record.line + 1), Date.now())
}

function noTextColumn(): Checked {
  const message = 'the first line must name the columns, one of them "text" (or "comment")'
  return { ok: false, refusal: { reason: 'missing_field', field: 'text', message } }
}
