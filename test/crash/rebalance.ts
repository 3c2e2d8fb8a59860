import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { type Groundswell, PARTS, REPOSITORY } from '../harness/groundswell.ts'
import type { Random } from './random.ts'

/** A second classifier or aggregator joins its group and leaves again, in good order or killed. */
export async function rebalance(groundswell: Groundswell, random: Random): Promise<void> {
  const part = random.pick(['classifier', 'aggregator'] as const)
  const { pid } = await groundswell.processOf(part)
  // The password of this start is known to its parts alone.
  const environ = await readFile(`/proc/${pid}/environ`, 'utf8')
  const env = Object.fromEntries(environ.split('\0').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
  const second = spawn(process.execPath, [`${PARTS[part]}main.ts`], {
    cwd: REPOSITORY,
    env: { ...env, INTERNAL_PORT: '0' },
    stdio: ['ignore', 'ignore', 'ignore'],
  })
  const ended = new Promise<void>((resolve) => second.on('exit', () => resolve()))
  await delay(4_000 + random.below(4_000))
  second.kill(random.next() < 0.5 ? 'SIGTERM' : 'SIGKILL')
  await ended
}
