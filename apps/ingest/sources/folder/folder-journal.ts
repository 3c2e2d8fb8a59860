import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { type FileJournal, openFileJournal } from '@groundswell/runtime/file-journal.ts'

/**
 * How far a file was read. A file is its name and its content (`hash`): the name is part of its posts' default ids, and
 * a file that grew or was replaced is another one, read from its start; posts that it repeats have the same ids and
 * are counted once. Size and time only save hashing it again.
 */
export type FileProgress = { file: string; hash: string; size: number; mtimeMs: number; nextLine: number; done: boolean }

export type FolderJournal = FileJournal<FileProgress>

/** Opens the journal of one watched folder. */
export function openFolderJournal(stateFolder: string, watched: string): Promise<FolderJournal> {
  const digest = createHash('sha256').update(watched).digest('hex').slice(0, 16)
  return openFileJournal(join(stateFolder, `folder-${digest}.jsonl`))
}
