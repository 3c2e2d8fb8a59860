import type { Dirent } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/** What a model is made of; a card or a draft beside it changes nothing. */
const MODEL_FILE = /^(?!\.).*\.(?:json|txt|model|onnx|onnx_data|data)$/

const members = z.object({ members: z.array(z.object({ path: z.string() })) })

/**
 * Tells two states of a model's folder apart without reading its graphs: where each of its files lies, its size and when it
 * was last changed. That time is the file system's own, which no copying program can set back. Folders that `ensemble.json`
 * does not name, as of a report or of another model, do not count. Empty where there is no folder.
 */
export async function folderPrint(folder: string): Promise<string> {
  const folders = new Set(['.', ...(await memberPaths(folder))])
  const lines = await Promise.all([...folders].flatMap((path) => [linesOf(folder, path), linesOf(folder, join(path, 'onnx'))]))
  return lines.flat().sort().join('\n')
}

/** None where there is no ensemble.json, or one that is still being written: it will be another one then. */
async function memberPaths(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, 'ensemble.json'), 'utf8').catch(noneWhereGone('null'))
  try {
    return members.parse(JSON.parse(text)).members.map(({ path }) => path)
  } catch {
    return []
  }
}

async function linesOf(folder: string, below: string): Promise<string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true }).catch(noneWhereGone<Dirent[]>([]))
  const lines = await Promise.all(
    entries.map(async ({ name }) => {
      const path = join(below, name)
      // Not by the entry's own type: a file may be a link.
      const found = await stat(join(folder, path)).catch(noneWhereGone(null))
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
