import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * Names a running process: machine, pid and, where the system tells (Linux), when it started. Pids are used again,
 * in containers nearly always the same ones, so a pid alone does not say whether an owner still lives.
 */
export function identityOf(pid: number): string {
  return `${hostname()} ${pid} ${startedAt(pid)}`
}

/** True only if the named process certainly runs no more. */
export function isDead(identity: string): boolean {
  const [host, pid] = identity.split(' ')
  if (host !== hostname()) return false
  return !isRunning(Number(pid)) || identityOf(Number(pid)) !== identity
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function startedAt(pid: number): string {
  if (process.platform !== 'linux') return ''
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in parentheses may hold spaces; the start time is the 22nd field, the 20th after it.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || (error as NodeJS.ErrnoException).code === 'ESRCH') return 'gone'
    throw error
  }
}
