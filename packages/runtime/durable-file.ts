import { open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Replaces the file's content so that a crash at any moment leaves either the old or the new one, on disk when this resolves. */
export async function replaceFile(path: string, content: string): Promise<void> {
  const draft = `${path}.tmp`
  const file = await open(draft, 'w')
  try {
    await file.writeFile(content)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
  await syncFolder(dirname(path))
}

/** The file's content, null where there is none. */
export async function readFileIfAny(path: string): Promise<string | null> {
  return await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
}

/** Makes a new or renamed entry of the folder durable; Windows knows no such thing and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
