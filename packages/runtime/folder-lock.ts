import { stat, unlink } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/**
 * Keeps others on this machine off a folder. The lock is a listening local socket, because that goes away with its
 * process however it dies.
 * @param withinMs how long to wait for another one that holds it; `onWait` is told once.
 * @returns a function that gives the lock back, null when another one still holds it.
 */
export async function lockFolder(folder: string, withinMs: number, onWait: () => void): Promise<(() => Promise<void>) | null> {
  const address = await addressOf(folder)
  const until = Date.now() + withinMs
  let told = false
  for (;;) {
    const server = await tryListen(address.path)
    if (server !== null) return () => new Promise((resolve) => server.close(() => resolve()))
    if (address.isFile && (await isLeftBehind(address.path))) await unlink(address.path).catch(ignoreMissing)
    else if (Date.now() > until) return null
    else {
      if (!told) onWait()
      told = true
      await delay(200)
    }
  }
}

/**
 * The folder's own number and not its path, which another container may use for another folder. Linux keeps such names in
 * memory alone, so that nothing of a killed process is left to clean up, and no two who start at once can both get one.
 * Elsewhere a file stays behind; two who clean it up in the same moment may both go on.
 */
async function addressOf(folder: string): Promise<{ path: string; isFile: boolean }> {
  const { dev, ino } = await stat(folder, { bigint: true })
  const name = `groundswell-${dev}-${ino}`
  return process.platform === 'linux' ? { path: `\0${name}`, isFile: false } : { path: join(tmpdir(), `${name}.sock`), isFile: true }
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

/** Only a refusal says that nobody listens: another user's socket, or one that is very busy, fails otherwise. */
function isLeftBehind(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.on('connect', () => {
      socket.destroy()
      resolve(false)
    })
    socket.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'ECONNREFUSED' || code === 'ENOENT'))
  })
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error
}
