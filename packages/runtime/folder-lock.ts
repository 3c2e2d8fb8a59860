import { createHash } from 'node:crypto'
import { realpath, unlink } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/**
 * Keeps others on this machine off a folder. The lock is a listening local socket, because that goes away with its
 * process however it dies; its name is a hash, because the path of a socket may have about 100 bytes only.
 * @param withinMs how long to wait for another one that holds it; `onWait` is told once.
 * @returns a function that gives the lock back, null when another one still holds it.
 */
export async function lockFolder(folder: string, withinMs: number, onWait: () => void): Promise<(() => Promise<void>) | null> {
  const name = createHash('sha256')
    .update(await realpath(folder))
    .digest('hex')
    .slice(0, 24)
  const path = join(tmpdir(), `groundswell-${name}.sock`)
  const until = Date.now() + withinMs
  for (let attempt = 0; ; attempt++) {
    const server = await tryListen(path)
    if (server !== null) return () => new Promise((resolve) => server.close(() => resolve()))
    if (!(await answers(path))) await unlink(path).catch(ignoreMissing)
    else if (Date.now() > until) return null
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
