import { createServer } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { UserError } from '@groundswell/shared/errors.ts'

/** How long parts that outlived their supervisor may hold a port. */
const WAIT_MS = 5_000

/** A free loopback port. */
export async function freePort(): Promise<number> {
  const port = await tryPort(0, '127.0.0.1')
  if (port === null) throw new Error('the system gave no free port')
  return port
}

/**
 * The port itself once nobody listens on it; a free one for 0.
 * @throws UserError that names the setting when someone else keeps it.
 */
export async function claimPort(setting: string, port: number, host: string): Promise<number> {
  const until = Date.now() + WAIT_MS
  while (true) {
    const got = await tryPort(port, host)
    if (got !== null) return got
    if (Date.now() > until)
      throw new UserError(
        409,
        'port_in_use',
        `${setting} ${port} is in use by another program: stop it or choose another with --${setting.toLowerCase().replaceAll('_', '-')}.`,
        setting,
      )
    await delay(200)
  }
}

function tryPort(port: number, host: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)))
    server.listen(port, host, () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null))
    })
  })
}
