import { resolve } from 'node:path'
import type { Logger } from '@groundswell/runtime/logger.ts'
import { pause } from '@groundswell/runtime/pause.ts'
import { createSettledFiles, type FoundFile, goneIsNull } from '@groundswell/runtime/settled-files.ts'
import type { PostRecord } from '@groundswell/shared/post.ts'
import { refused } from '../../door/metrics.ts'
import type { PostSource, SourceBatch, SourceState } from '../post-source.ts'
import { type FileProgress, type FolderJournal, openFolderJournal } from './folder-journal.ts'
import { hashFile, readRows } from './read-file.ts'

const ENDINGS = new Set(['.csv', '.jsonl', '.ndjson'])
const BATCH_POSTS = 500
/** Wrong lines of one file that are told one by one; the rest is told as a number. */
const MOST_TOLD = 100

export type FolderOptions = {
  folder: string
  /** Where the journal is kept. */
  stateFolder: string
  logger: Logger
  /** Between two looks at the folder, ms. */
  lookEveryMs?: number
}

/** Watches a folder and reads each CSV or JSON Lines file in it once. */
export function createFolderSource({ folder, stateFolder, logger, lookEveryMs = 1_000 }: FolderOptions): PostSource {
  const watched = resolve(folder)
  let state: SourceState = 'starting'

  async function* posts(signal: AbortSignal): AsyncGenerator<SourceBatch> {
    const journal = await openFolderJournal(stateFolder, watched)
    const files = createSettledFiles(watched, ENDINGS)
    while (!signal.aborted) {
      const look = await files.look().catch(goneIsNull)
      state = look === null ? 'missing folder' : 'watching'
      for (const file of look?.settled ?? []) {
        if (signal.aborted) return
        const progress = await findProgress(journal, file)
        if (progress === null) continue
        state = 'reading'
        yield* readFile(file, progress, journal, signal)
      }
      state = look === null ? 'missing folder' : 'watching'
      await pause(lookEveryMs, signal)
    }
  }

  /** Where to start in the file; null where it was read already or is gone. */
  async function findProgress(journal: FolderJournal, file: FoundFile): Promise<FileProgress | null> {
    const known = journal.get(file.name)
    if (known?.done === true && known.size === file.size && known.mtimeMs === file.mtimeMs) return null
    const hash = await hashFile(file.path).catch(goneIsNull)
    if (hash === null) return null
    const { size, mtimeMs } = file
    if (known?.hash !== hash) return { file: file.name, hash, size, mtimeMs, nextLine: 0, done: false }
    if (!known.done) return { ...known, size, mtimeMs }
    await journal.save({ ...known, size, mtimeMs })
    return null
  }

  async function* readFile(file: FoundFile, start: FileProgress, journal: FolderJournal, signal: AbortSignal): AsyncGenerator<SourceBatch> {
    logger.info({ file: file.path, fromLine: start.nextLine + 1 }, 'reading a file')
    let records: PostRecord[] = []
    let wrong = 0
    let count = 0
    let { nextLine } = start
    const batch = (done: boolean): SourceBatch => {
      const taken = records
      const reached = { ...start, nextLine, done }
      records = []
      return { records: taken, whenDurable: () => journal.save(reached) }
    }
    for await (const row of readRows(file, start.nextLine)) {
      if (signal.aborted) return
      nextLine = row.nextLine
      if (row.checked.ok) {
        records.push(row.checked.record)
        count += 1
      } else {
        wrong += 1
        const { reason, field, message } = row.checked.refusal
        refused.inc({ intake: 'folder', reason })
        if (wrong <= MOST_TOLD) logger.warn({ file: file.path, line: row.line, field, reason: message }, 'a line is no post')
      }
      if (records.length >= BATCH_POSTS) yield batch(false)
    }
    yield batch(true)
    logger.info({ file: file.path, posts: count, wrong }, 'a file was read')
  }

  return { name: `folder:${folder}`, intake: 'folder', posts, state: () => state }
}
