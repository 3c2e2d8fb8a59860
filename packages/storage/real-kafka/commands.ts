import { spawnSync } from 'node:child_process'

/** True if the command runs and succeeds. */
export function works(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore', timeout: 20_000 }).status === 0
}
