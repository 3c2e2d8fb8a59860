import { createHash } from 'node:crypto'
import { appendFile, open } from 'node:fs/promises'
import { join } from 'node:path'
import { readFileIfAny, replaceFile } from '../../durable-file.ts'

/**
 * How far a file was read. A file is its name and its content (`hash`): the name is part of its posts' default ids, and
 * a file that grew or was replaced is another one, read from its start; posts that it repeats have the same ids and
 * are counted once. Size and time only save hashing it again.
 */
export type FileProgress = { file: string; hash: string; size: number; mtimeMs: number; nextLine: number; done: boolean }

export type FolderJournal = {
  get: (file: string) => FileProgress | undefined
  /** Durable when it resolves. */
  save: (progress: FileProgress) => Promise<void>
}

/** Opens the append-only journal of one watched folder; its last entry of a file counts, a torn last line does not. */
export async function openFolderJournal(stateFolder: string, watched: string): Promise<FolderJournal> {
  const digest = createHash('sha256').update(watched).digest('hex').slice(0, 16)
  const path = join(stateFolder, `folder-${digest}.jsonl`)
  const entries = new Map<string, FileProgress>()
  for (const line of ((await readFileIfAny(path)) ?? '').split('\n')) {
    const entry = parseEntry(line)
    if (entry !== null) entries.set(entry.file, entry)
  }
  // Rewriting at every start keeps the journal as short as the list of files.
  await replaceFile(path, [...entries.values()].map(toLine).join(''))
  return {
    get: (file) => entries.get(file),
    save: async (progress) => {
      await appendFile(path, toLine(progress))
      const handle = await open(path, 'r+')
      try {
        await handle.datasync()
      } finally {
        await handle.close()
      }
      entries.set(progress.file, progress)
    },
  }
}

function toLine(progress: FileProgress): string {
  return `${JSON.stringify(progress)}\n`
}

function parseEntry(line: string): FileProgress | null {
  if (line === '') return null
  try {
    return JSON.parse(line) as FileProgress
  } catch (error) {
    // Only the last line can be torn, by a kill in mid-write; what it said is read again from the file.
    if (error instanceof SyntaxError) return null
    throw error
  }
}
