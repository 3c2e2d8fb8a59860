import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { PARTS, type Part } from '../harness/groundswell.ts'
import type { Process } from '../harness/processes.ts'

const TICKS_A_SECOND = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/** Processor seconds that each part has used so far; Linux only. */
export async function processorSeconds(tree: Process[]): Promise<Map<Part | 'supervisor', number>> {
  const used = new Map<Part | 'supervisor', number>()
  for (const { pid, command } of tree) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // Fields after the command, which may hold spaces: utime is the 12th of them, stime the 13th.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const seconds = (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND
    const part = partOf(command)
    used.set(part, (used.get(part) ?? 0) + seconds)
  }
  return used
}

/** Memory of the whole tree in MB, shared pages counted once (PSS); Linux only. */
export async function proportionalMegabytes(tree: Process[]): Promise<Map<Part | 'supervisor', number>> {
  const megabytes = new Map<Part | 'supervisor', number>()
  for (const { pid, command } of tree) {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')
    const kilobytes = Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0)
    const part = partOf(command)
    megabytes.set(part, (megabytes.get(part) ?? 0) + kilobytes / 1024)
  }
  return megabytes
}

function partOf(command: string): Part | 'supervisor' {
  for (const [part, path] of Object.entries(PARTS)) if (command.includes(path)) return part as Part
  return 'supervisor'
}
