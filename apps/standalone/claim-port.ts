import { setTimeout as delay } from 'node:timers/promises'
import { freePort, isFree } from '@groundswell/runtime/ports.ts'
import { UserError } from '@groundswell/shared/errors.ts'

/** How long parts that outlived their supervisor may hold a port. */
const WAIT_MS = 5_000

/**
 * The port itself once nobody listens on it; a free one for 0.
 * @throws UserError that names the setting when someone else keeps it.
 */
export async function claimPort(setting: string, port: number, host: string): Promise<number> {
  if (port === 0) return await freePort()
  const until = Date.now() + WAIT_MS
  while (!(await isFree(port, host))) {
    if (Date.now() > until)
      throw new UserError(
        409,
        'port_in_use',
        `${setting} ${port} is in use by another program: stop it or choose another with --${setting.toLowerCase().replaceAll('_', '-')}.`,
        setting,
      )
    await delay(200)
  }
  return port
}
