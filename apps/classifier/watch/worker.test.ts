import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { TINY_MODEL, temporaryFolder } from '../testing.ts'
import { outputName } from './output-name.ts'

const PROGRAM = fileURLToPath(new URL('../predict.ts', import.meta.url))
/** More than are scored together, so that kills also fall between two chunks of a file. */
const PER_FILE = 800
/** Processes start slowly on a machine that is busy. */
const WITHIN_MS = 60_000
const FILES = ['a.csv', 'b.jsonl', 'c.txt']

let folder: ReturnType<typeof temporaryFolder>
let out: string
let worker: ChildProcess
let said: string

beforeEach(() => {
  folder = temporaryFolder()
  out = join(folder.path, 'out')
  mkdirSync(join(folder.path, 'in'))
})
afterEach(() => {
  worker.kill('SIGKILL')
  folder[Symbol.dispose]()
})

function start(...args: string[]): void {
  said = ''
  worker = spawn(process.execPath, [PROGRAM, '--watch', 'in', '--out', 'out', ...args], {
    env: { ...process.env, INIT_CWD: folder.path, MODEL_DIR: TINY_MODEL, CLASSIFIER_WORKERS: '1' },
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  worker.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
}
async function ended(): Promise<number | null> {
  if (worker.exitCode === null && worker.signalCode === null) await once(worker, 'exit')
  return worker.exitCode
}

const put = (name: string, content: string) => writeFileSync(join(folder.path, 'in', name), content)
const outputs = () => readdirSync(out).filter((name) => name.endsWith('.json'))
const modified = (name: string) => statSync(join(out, name), { bigint: true }).mtimeNs
const journal = () => {
  const lines = readFileSync(join(out, '.groundswell', 'journal.jsonl'), 'utf8').split('\n')
  // What follows the last line end is torn.
  return lines.slice(0, -1).map((line) => JSON.parse(line) as { file: string; state: string; through: number })
}

test('killed again and again: one output an id, none missing, nothing that the journal knows is done again', {
  timeout: 6 * WITHIN_MS,
}, async () => {
  const numbers = Array.from({ length: PER_FILE }, (_, n) => n + 1)
  put('a.csv', `id,text\n${numbers.map((n) => `${n},text ${n}\n`).join('')}`)
  put('b.jsonl', numbers.map((n) => `{"id":"${n}","text":"text ${n}"}\n`).join(''))
  put('c.txt', numbers.map((n) => `text ${n}\n`).join(''))
  const headerLines = new Map([['a.csv', 1]])
  const expected = FILES.flatMap((file) => numbers.map((n) => outputName(file, n)))

  const written = new Map<string, bigint>()
  /** Outputs that the journal knows must stay as they are from now on. */
  function remember(): void {
    for (const { file, through } of journal())
      for (let id = 1; id <= through - (headerLines.get(file) ?? 0); id += 1) {
        const name = outputName(file, id)
        if (!written.has(name)) written.set(name, modified(name))
      }
  }

  for (const killAt of [1, 520, 1_000, 1_500]) {
    start()
    await expect.poll(() => outputs().length, { timeout: WITHIN_MS, interval: 5 }).toBeGreaterThanOrEqual(killAt)
    worker.kill('SIGKILL')
    await ended()
    remember()
  }
  expect(written.size).toBeGreaterThan(500)
  start('--once')
  expect(await ended()).toBe(0)
  remember()
  expect(outputs().sort()).toEqual(expected.sort())
  for (const name of expected) {
    const { id, comment, emotion, ...rest } = JSON.parse(readFileSync(join(out, name), 'utf8'))
    expect([outputName(name.split('~')[0] ?? '', id), comment, typeof emotion, rest]).toEqual([name, `text ${id}`, 'string', {}])
  }
  const done = journal().filter(({ state }) => state === 'done')
  expect(done.map(({ file }) => file).sort()).toEqual(FILES)

  start('--once')
  expect(await ended()).toBe(0)
  expect(said).toBe('')
  for (const [name, time] of written) expect(modified(name)).toBe(time)
  expect(readdirSync(join(out, '.groundswell', 'drafts'))).toEqual([])
})

test('Ctrl-C ends it: 0, or 2 if something was refused; a file that comes is done with what was asked for', {
  timeout: 4 * WITHIN_MS,
}, async () => {
  start('--scores', '--threshold', '0')
  await expect.poll(() => said, { timeout: WITHIN_MS }).toContain('following ')
  put('a.txt', 'hello\n')
  await expect.poll(() => said, { timeout: WITHIN_MS }).toContain('a.txt: 1 comment, 0 bad lines')
  const { emotions, scores, ...rest } = JSON.parse(readFileSync(join(out, 'a.txt~1.json'), 'utf8'))
  expect([emotions.length, Object.keys(scores).length, Object.keys(rest)]).toEqual([28, 28, ['id', 'comment', 'emotion']])
  worker.kill('SIGINT')
  expect(await ended()).toBe(0)

  put('b.jsonl', 'nope\n')
  start()
  await expect.poll(() => said, { timeout: WITHIN_MS }).toContain('b.jsonl: 0 comments, 1 bad line')
  expect(said).toContain('b.jsonl line 1: is not JSON')
  worker.kill('SIGINT')
  expect(await ended()).toBe(2)
})
