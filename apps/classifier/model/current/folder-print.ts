import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Folders below the model's that hold its files: `<member>/onnx`. */
const DEPTH = 2
/** What a model is made of; a card, a report or a draft beside it changes nothing. */
const MODEL_FILE = /^(?!\.)(?!report\.json$).*\.(?:json|txt|model|onnx|onnx_data|data)$/

/**
 * Tells two states of a model's folder apart without reading its files: where each lies, its size and when it was last
 * changed. That time is the file system's own, which no copying program can set back. Empty where there is no folder.
 */
export async function folderPrint(folder: string): Promise<string> {
  return (await linesOf(folder, '', DEPTH)).sort().join('\n')
}

async function linesOf(folder: string, below: string, depth: number): Promise<string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true }).catch(noneWhereGone<Dirent[]>([]))
  const lines = await Promise.all(
    entries.map(async ({ name }) => {
      const path = join(below, name)
      if (name.startsWith('.')) return []
      // Not by the entry's own type: a folder or a file may be a link.
      const found = await stat(join(folder, path)).catch(noneWhereGone(null))
      if (found?.isDirectory()) return depth > 0 ? await linesOf(folder, path, depth - 1) : []
      return found?.isFile() && MODEL_FILE.test(name) ? [`${path} ${found.ino} ${found.size} ${found.ctimeMs}`] : []
    }),
  )
  return lines.flat()
}

/** A file or folder that goes away between two looks is one that is not there. */
function noneWhereGone<T>(none: T) {
  return (error: NodeJS.ErrnoException): T => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return none
    throw error
  }
}
