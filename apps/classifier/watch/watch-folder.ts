import { pause } from '@groundswell/runtime/pause.ts'
import { createSettledFiles, type Look } from '@groundswell/runtime/settled-files.ts'
import { unusableInput } from '../cli/entry.ts'
import { doFile, type FileWork } from './do-file.ts'
import { isSettledAs } from './file-record.ts'
import { folderChanges } from './folder-changes.ts'

const ENDINGS = new Set(['.csv', '.jsonl', '.ndjson', '.txt'])
/** Between two looks at a folder where something is written, ms. */
const LOOK_EVERY_MS = 1_000
/** Between two looks at a quiet folder, should the system not tell of changes. */
const RESCAN_EVERY_MS = 5_000
/** How often a run that ends by itself looks for files that are being written to end. */
const LOOKS_AT_GROWING = 10

export type WatchOptions = FileWork & {
  folder: string
  /** Do the files that are there and end. */
  once: boolean
  lookEveryMs?: number
}

/**
 * Does the files of a folder by name, and those that come, until the signal aborts. Resolves at the end of the file, or
 * chunk, at hand.
 * @throws UserError where outputs can't be written, or with `once` the folder not read.
 */
export async function watchFolder({ folder, once, lookEveryMs = LOOK_EVERY_MS, ...work }: WatchOptions): Promise<void> {
  const { signal, tell } = work
  const files = createSettledFiles(folder, ENDINGS)
  const changes = folderChanges(folder, (error) => tell(`${folder}: looking every ${RESCAN_EVERY_MS / 1000} s: ${error.message}`))
  let missing = false
  let looks = 0

  async function look(): Promise<Look> {
    try {
      const found = await files.look()
      if (missing) tell(`${folder}: is there again`)
      missing = false
      return found
    } catch (error) {
      if (once) throw unusableInput(`--watch ${folder}: ${(error as Error).message}`)
      if (!missing) tell(`${folder}: can't be read, waiting for it: ${(error as Error).message}`)
      missing = true
      return { settled: [], growing: [] }
    }
  }

  try {
    while (!signal.aborted) {
      const { settled, growing } = await look()
      for (const file of settled) {
        if (isSettledAs(file, work.output.journal.get(file.name))) continue
        await doFile(file, work)
        looks = 0
      }
      looks += 1
      if (once && (growing.length === 0 || looks > LOOKS_AT_GROWING)) {
        for (const name of growing) tell(`${name}: is still written to; left for the next run`)
        return
      }
      await pause(lookEveryMs, signal)
      if (growing.length === 0) await changes.next(RESCAN_EVERY_MS, signal)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    changes.close()
  }
}
