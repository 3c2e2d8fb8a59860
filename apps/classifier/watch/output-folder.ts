import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from '@groundswell/runtime/durable-file.ts'
import { type FileJournal, openFileJournal } from '@groundswell/runtime/file-journal.ts'
import { lockFolder } from '@groundswell/runtime/folder-lock.ts'
import { UserError } from '@groundswell/shared/errors.ts'
import type { FileRecord } from './file-record.ts'

/** Holds the journal and drafts, out of the way of those who read outputs. */
const STATE_FOLDER = '.groundswell'
/** As many outputs are written at a time; a file descriptor each. */
const WRITERS = 16
/** A worker that was just stopped needs a moment to end, ms. */
const LOCK_WITHIN_MS = 5_000

export type Output = { name: string; content: string }

export type OutputFolder = {
  journal: FileJournal<FileRecord>
  /** Writes each output whole or not at all, over what was there; all of them are on disk when it resolves. */
  write: (outputs: readonly Output[]) => Promise<void>
  close: () => Promise<void>
}

/**
 * Makes the folder if need be and keeps other workers off it.
 * @throws UserError (also from its methods) where another one has it, or it can't be written.
 */
export async function openOutputFolder(out: string, lockWithinMs = LOCK_WITHIN_MS): Promise<OutputFolder> {
  const unusable = (what: string) => new UserError(400, 'unusable_output', `--out ${out}: ${what}`)
  const checked = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    return await work().catch((error: NodeJS.ErrnoException) => {
      throw error.code === undefined ? error : unusable(`can't be written: ${error.message}`)
    })
  }
  const drafts = join(out, STATE_FOLDER, 'drafts')
  await checked(() => mkdir(out, { recursive: true }))
  const unlock = await lockFolder(out, lockWithinMs, () => undefined)
  if (unlock === null) throw unusable('another worker writes there; stop it or choose another folder')
  const journal = await checked(async () => {
    // Drafts of a worker that was killed.
    await rm(drafts, { recursive: true, force: true })
    await mkdir(drafts, { recursive: true })
    return await openFileJournal<FileRecord>(join(out, STATE_FOLDER, 'journal.jsonl'))
  })

  async function writeAll(outputs: readonly Output[]): Promise<void> {
    const queue = outputs.values()
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      const draft = join(drafts, String(writer))
      for (const { name, content } of queue) {
        await writeDurably(draft, content)
        await rename(draft, join(out, name))
      }
    })
    await Promise.all(writers)
    await syncFolder(out)
  }

  return {
    journal: { get: journal.get, save: (record) => checked(() => journal.save(record)) },
    write: (outputs) => checked(() => writeAll(outputs)),
    close: unlock,
  }
}

async function writeDurably(path: string, content: string): Promise<void> {
  const file = await open(path, 'w')
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
}
