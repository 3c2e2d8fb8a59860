// @ts-check
import { spawn } from 'node:child_process'
import { environment, node, root } from './installed.mjs'

/**
 * Runs a TypeScript file on Node 24 in place of this process: same streams, signals passed on, same exit code.
 * The child sees a closed channel should this process be killed.
 * @param {string} file below the repository root
 * @param {string[]} args
 */
export function runFile(file, args) {
  const child = spawn(node, [file, ...args], {
    cwd: root,
    env: { ...environment(), INIT_CWD: process.env.INIT_CWD ?? process.cwd() },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  // Ctrl-C reaches the child as well, since it is in the same process group; this process only waits for it.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
}
