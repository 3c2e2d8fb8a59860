import { csvRecords, delimiterOf } from './csv-records.ts'
import { type Entry, entryOf, unusableInput } from './entry.ts'
import { readLines, withoutMark } from './read-lines.ts'

export type Format = 'json-lines' | 'csv' | 'lines'

/** What is looked at to tell formats apart. */
const SNIFFED = 64 * 1024
/** Columns and fields that may hold the text. */
const TEXT_NAMES = ['text', 'comment']

/**
 * Reads texts from JSON Lines, CSV with a header, or plain lines, whichever it is: the file's name decides where it says
 * so, else the first line. Empty lines hold nothing and are passed over.
 */
export async function* readEntries(input: AsyncIterable<string>, fileName?: string): AsyncGenerator<Entry> {
  const chunks = withoutMark(input)[Symbol.asyncIterator]()
  let head = ''
  while (!head.trimStart().includes('\n') && head.length < SNIFFED) {
    const next = await chunks.next()
    if (next.done === true) break
    head += next.value
  }
  const whole = joined(head, chunks)
  const format = formatOf(head, fileName)
  if (format === 'csv') yield* csvEntries(whole)
  else
    for await (const { line, text } of readLines(whole))
      if (text.trim() !== '') yield format === 'lines' ? entryOf(line, undefined, text) : jsonEntry(line, text)
}

async function* joined(head: string, rest: AsyncIterator<string>): AsyncGenerator<string> {
  yield head
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
}

export function formatOf(head: string, fileName = ''): Format {
  if (/\.(jsonl|ndjson)$/i.test(fileName)) return 'json-lines'
  if (/\.csv$/i.test(fileName)) return 'csv'
  const first = head.trimStart().split(/\r?\n/, 1)[0] ?? ''
  if (first.startsWith('{')) return 'json-lines'
  const columns = first.split(delimiterOf(first)).map(columnName)
  return columns.length > 1 && columns.some((column) => TEXT_NAMES.includes(column)) ? 'csv' : 'lines'
}

const columnName = (text: string) => text.trim().replace(/^"|"$/g, '').trim().toLowerCase()

function jsonEntry(line: number, text: string): Entry {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return { line, reason: `is not JSON: ${(error as Error).message}` }
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return { line, reason: 'is not a JSON object' }
  const fields = json as Record<string, unknown>
  return entryOf(line, fields['id'], fields['text'] ?? fields['comment'])
}

async function* csvEntries(chunks: AsyncIterable<string>): AsyncGenerator<Entry> {
  let header: { text: number; id: number; columns: number } | null = null
  for await (const record of csvRecords(readLines(chunks))) {
    const { line } = record
    if ('reason' in record) yield record
    else if (header === null) header = readHeader(record.fields)
    else if (record.fields.length !== header.columns)
      yield { line, reason: `has ${record.fields.length} columns, the header ${header.columns}` }
    else yield entryOf(line, record.fields[header.id], record.fields[header.text])
  }
}

function readHeader(names: string[]): { text: number; id: number; columns: number } {
  const columns = names.map(columnName)
  const text = TEXT_NAMES.map((name) => columns.indexOf(name)).find((index) => index >= 0)
  if (text === undefined) throw unusableInput(`the header has neither a column "text" nor "comment"; it has: ${names.join(', ')}`)
  return { text, id: columns.indexOf('id'), columns: columns.length }
}
