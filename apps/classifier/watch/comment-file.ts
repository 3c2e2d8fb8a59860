import { createHash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'
import type { FoundFile } from '@groundswell/runtime/settled-files.ts'
import { unusableInput } from '../cli/entry.ts'

const READ_BYTES = 64 * 1024

/** A file held open, so that what is hashed and what is read is the same one, even if its name goes to another meanwhile. */
export type CommentFile = {
  /** SHA-256 of the content. */
  hash: () => Promise<string>
  text: () => AsyncGenerator<string>
  /** False where somebody has written to it since it was found. */
  asFound: () => Promise<boolean>
  close: () => Promise<void>
}

/**
 * @returns null where the file is gone.
 * @throws UserError (also from the methods) where it can't be read; the signal's reason from a reading that it aborts.
 */
export async function openCommentFile(found: FoundFile, signal: AbortSignal): Promise<CommentFile | null> {
  const handle = await open(found.path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw unreadable(error)
  })
  if (handle === null) return null
  return {
    hash: async () => {
      const hash = createHash('sha256')
      for await (const bytes of chunksOf(handle, signal)) hash.update(bytes)
      return hash.digest('hex')
    },
    text: async function* () {
      const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
      for await (const bytes of chunksOf(handle, signal)) yield decoder.decode(bytes, { stream: true })
      yield decoder.decode()
    },
    asFound: async () => {
      const { size, mtimeMs } = await handle.stat()
      return size === found.size && mtimeMs === found.mtimeMs
    },
    close: () => handle.close(),
  }
}

async function* chunksOf(handle: FileHandle, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(READ_BYTES)
  for (let position = 0; ; ) {
    signal.throwIfAborted()
    const { bytesRead } = await handle.read(buffer, 0, READ_BYTES, position).catch((error: Error) => {
      throw unreadable(error)
    })
    if (bytesRead === 0) return
    position += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

const unreadable = (error: Error) => unusableInput(`can't be read: ${error.message}`)
