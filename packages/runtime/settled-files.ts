import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'

export type FoundFile = { name: string; path: string; size: number; mtimeMs: number; ctimeMs: number }

/** What one look at a folder found: files to take, by name, and the names of those that may still be growing. */
export type Look = { settled: FoundFile[]; growing: string[] }

/** A file that was written to more recently than this may still be growing. */
const SETTLED_AFTER_MS = 1_000

/**
 * Finds files that nobody writes any more: their size and time are those of the last look, and not fresh. Drafts
 * (`.part`, `.tmp`, hidden) have no known ending and are never seen, nor is anything in folders below.
 * @param endings of the files to find, in lower case and with their dot.
 */
export function createSettledFiles(folder: string, endings: ReadonlySet<string>): { look: () => Promise<Look> } {
  let before = new Map<string, FoundFile>()
  return {
    /** @throws the error of `readdir`, ENOENT where there is no such folder. */
    look: async () => {
      const names = (await readdir(folder)).filter((name) => !name.startsWith('.') && endings.has(extname(name).toLowerCase())).sort()
      const now = new Map<string, FoundFile>()
      for (const name of names) {
        const path = join(folder, name)
        const found = await stat(path).catch(notThereIsNull)
        if (found?.isFile() === true) now.set(name, { name, path, size: found.size, mtimeMs: found.mtimeMs, ctimeMs: found.ctimeMs })
      }
      const known = before
      before = now
      const { settled = [], growing = [] } = Object.groupBy(now.values(), (file) =>
        isSettled(file, known.get(file.name)) ? 'settled' : 'growing',
      )
      return { settled, growing: growing.map(({ name }) => name) }
    },
  }
}

function isSettled(file: FoundFile, before: FoundFile | undefined): boolean {
  if (before === undefined || before.size !== file.size || before.mtimeMs !== file.mtimeMs) return false
  // A time ahead of our clock (network drives) says nothing about being fresh.
  const age = Date.now() - file.mtimeMs
  return age < 0 || age >= SETTLED_AFTER_MS
}

/** A link may lead nowhere, or in a circle: that must not keep the other files waiting. */
function notThereIsNull(error: NodeJS.ErrnoException): null {
  return error.code === 'ELOOP' ? null : goneIsNull(error)
}

/** A file that is gone between two looks is no mistake. */
export function goneIsNull(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null
  throw error
}
