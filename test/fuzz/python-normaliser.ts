import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { NormaliseProfile } from '@groundswell/shared/normalise/normalise.ts'

export type Case = { profile: NormaliseProfile; text: string }

const SCRIPT = fileURLToPath(new URL('normalise.py', import.meta.url))

/** The Python normaliser's answers, in the order of the cases. Throws with Python's own words when it fails. */
export function normaliseInPython(cases: Case[]): string[] {
  return lines(python([], cases.map((one) => `${JSON.stringify(one)}\n`).join(''))) as string[]
}

/** Ranges of code points that Python's Unicode version does not know, both ends included. */
export function unassignedInPython(): [first: number, last: number][] {
  return lines(python(['--unassigned'], ''))[0] as [number, number][]
}

/** Isolated and without site packages, so that the normaliser can't come to need an installed one. */
function python(args: string[], input: string): string {
  const { error, status, stdout, stderr } = spawnSync('python3', ['-I', '-S', SCRIPT, ...args], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  })
  if (error) throw error
  if (status !== 0) throw new Error(`python3 ended with ${status}: ${stderr}`)
  return stdout
}

function lines(text: string): unknown[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}
