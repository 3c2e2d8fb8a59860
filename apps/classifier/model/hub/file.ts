import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { pause } from '@groundswell/runtime/pause.ts'
import type { HubFile } from './api.ts'
import { isRefusal, WrongBytes } from './errors.ts'

/** So many connections in a row may break without a byte; the pauses between them double. */
const MAX_FAILURES = 3
const FIRST_PAUSE_MS = 250

export type FetchFile = {
  file: HubFile
  /** The file's bytes from an offset on. */
  read: (offset: number) => Promise<ReadableStream<Uint8Array>>
  target: string
  /** Told of bytes that are there, also of those that an earlier start left. */
  progress: (bytes: number) => void
  signal: AbortSignal
}

/**
 * Downloads one file to `target`, which is there only once it is whole and its hash is right. What an earlier start left in
 * `target.part` is gone on with; a broken connection too.
 * @throws Error where the bytes do not come or are not those that the hub promised.
 */
export async function fetchFile({ file, read, target, progress, signal }: FetchFile): Promise<void> {
  if ((await sizeOf(target)) === file.size) return progress(file.size)
  const part = `${target}.part`
  await mkdir(dirname(target), { recursive: true })
  if (((await sizeOf(part)) ?? 0) > file.size) await rm(part)
  await writeFile(part, '', { flag: 'a' })
  let have = (await sizeOf(part)) ?? 0
  progress(have)
  for (let failures = 0; have < file.size; ) {
    const before = have
    try {
      await pipeline(
        Readable.fromWeb(await read(have)),
        atMost(file, have, progress),
        createWriteStream(part, { flags: 'a', flush: true }),
        { signal },
      )
      failures += 1
    } catch (error) {
      failures += 1
      if (error instanceof WrongBytes) await rm(part)
      if (signal.aborted || isRefusal(error) || failures > MAX_FAILURES) throw error
      await pause(FIRST_PAUSE_MS * 2 ** failures, signal)
    }
    have = (await sizeOf(part)) ?? 0
    if (have > before) failures = 0
    else if (failures > MAX_FAILURES) throw new Error(`${file.path} ends after ${have} of ${file.size} bytes`)
  }
  await verify(part, file)
  await rename(part, target)
}

/** Passes bytes on and counts them; more than were promised would fill a disk. */
function atMost({ path, size }: HubFile, have: number, progress: (bytes: number) => void) {
  return async function* counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let total = have
    for await (const chunk of chunks) {
      total += chunk.length
      if (total > size) throw new WrongBytes(`${path} has more than the ${size} bytes that were promised`)
      progress(chunk.length)
      yield chunk
    }
  }
}

async function verify(part: string, { path, size, hash }: HubFile): Promise<void> {
  if (hash === null) return
  const digest = createHash(hash.kind === 'git' ? 'sha1' : 'sha256')
  if (hash.kind === 'git') digest.update(`blob ${size}\0`)
  for await (const chunk of createReadStream(part)) digest.update(chunk)
  const found = digest.digest('hex')
  if (found === hash.value) return
  await rm(part)
  throw new WrongBytes(`${path} came with the hash ${found} instead of ${hash.value}, and was thrown away`)
}

async function sizeOf(file: string): Promise<number | null> {
  return await stat(file).then(
    ({ size }) => size,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null
      throw error
    },
  )
}
