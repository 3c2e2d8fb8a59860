import { open } from 'node:fs/promises'
import { readFileIfAny, replaceFile } from './durable-file.ts'

/** What is remembered of files, by their names. Only the latest entry of a file counts. */
export type FileJournal<Entry extends { file: string }> = {
  get: (file: string) => Entry | undefined
  /** Durable when it resolves. */
  save: (entry: Entry) => Promise<void>
}

/** Opens an append-only journal of JSON lines; its last entry of a file counts, a torn last line does not. */
export async function openFileJournal<Entry extends { file: string }>(path: string): Promise<FileJournal<Entry>> {
  const entries = new Map<string, Entry>()
  for (const line of ((await readFileIfAny(path)) ?? '').split('\n')) {
    const entry = parseEntry<Entry>(line)
    if (entry !== null) entries.set(entry.file, entry)
  }
  // Rewriting at every start keeps the journal as short as the list of files.
  await replaceFile(path, [...entries.values()].map(toLine).join(''))
  return {
    get: (file) => entries.get(file),
    save: async (entry) => {
      const journal = await open(path, 'a')
      try {
        await journal.appendFile(toLine(entry))
        await journal.datasync()
      } finally {
        await journal.close()
      }
      entries.set(entry.file, entry)
    },
  }
}

function toLine(entry: object): string {
  return `${JSON.stringify(entry)}\n`
}

function parseEntry<Entry>(line: string): Entry | null {
  if (line === '') return null
  try {
    return JSON.parse(line) as Entry
  } catch (error) {
    // Only the last line can be torn, by a kill in mid-write; what it said is done again.
    if (error instanceof SyntaxError) return null
    throw error
  }
}
