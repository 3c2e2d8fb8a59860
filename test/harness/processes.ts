import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export type Process = { pid: number; parent: number; command: string }

/** Every process of this machine, as `ps` shows them. */
export function listProcesses(): Process[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8', maxBuffer: 16e6 }).split('\n')
  return lines.flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line)
    return match === null ? [] : [{ pid: Number(match[1]), parent: Number(match[2]), command: match[3] ?? '' }]
  })
}

/** A process and everything it started. */
export function processTree(root: number): Process[] {
  const all = listProcesses()
  const tree = all.filter((process) => process.pid === root)
  for (const process of tree) tree.push(...all.filter((candidate) => candidate.parent === process.pid))
  return tree
}

/** Whether a process still runs. One that has ended and waits for its parent, here the machine's first process, does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    if (process.platform !== 'linux') return true
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2)[0] !== 'Z'
  } catch {
    return false
  }
}
