import { createHash } from 'node:crypto'
import { mkdir, realpath, unlink } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { UserError } from '@groundswell/shared/errors.ts'

const WAIT_MS = 10_000

/**
 * Keeps a second supervisor off a data directory. The lock is a listening local socket, because that goes away with its
 * process however it dies; its name is a hash, because the path of a socket may have about 100 bytes only.
 * @returns a function that gives the lock back.
 * @throws UserError when another one still holds it after 10 s.
 */
export async function lockDataDir(dataDir: string, onWait: () => void): Promise<() => Promise<void>> {
  await mkdir(dataDir, { recursive: true })
  const name = createHash('sha256')
    .update(await realpath(dataDir))
    .digest('hex')
    .slice(0, 24)
  const path = join(tmpdir(), `groundswell-${name}.sock`)
  const until = Date.now() + WAIT_MS
  for (let attempt = 0; ; attempt++) {
    const server = await tryListen(path)
    if (server !== null) return () => new Promise((resolve) => server.close(() => resolve()))
    if (!(await answers(path))) await unlink(path).catch(ignoreMissing)
    else if (Date.now() > until)
      throw new UserError(
        409,
        'data_dir_in_use',
        `DATA_DIR ${dataDir} is in use by another Groundswell: stop that one or choose another directory.`,
        'DATA_DIR',
      )
    else {
      if (attempt === 0) onWait()
      await delay(200)
    }
  }
}

function tryListen(path: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.on('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)))
    server.listen(path, () => {
      server.unref()
      resolve(server)
    })
  })
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path, () => resolve(true))
    socket.on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}
