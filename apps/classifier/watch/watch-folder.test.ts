import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadManifest } from '../model/manifest.ts'
import { TINY_MODEL, temporaryFolder } from '../testing.ts'
import { type OutputFolder, openOutputFolder } from './output-folder.ts'
import { watchFolder } from './watch-folder.ts'

const model = loadManifest(TINY_MODEL)
const SOON = { timeout: 30_000 }
let folder: ReturnType<typeof temporaryFolder>
let watched: string
let out: string
let output: OutputFolder
let told: string[]
let refused: string[]
let scored: string[]
/** Called with the texts of each chunk before they are scored. */
let beforeScores: (texts: readonly string[]) => void

beforeEach(async () => {
  folder = temporaryFolder()
  watched = join(folder.path, 'in')
  out = join(folder.path, 'out')
  mkdirSync(watched)
  output = await openOutputFolder(out)
  beforeScores = () => undefined
  told = []
  refused = []
  scored = []
})
afterEach(async () => {
  await output.close()
  folder[Symbol.dispose]()
})

function start(once: boolean, signal = new AbortController().signal): Promise<void> {
  return watchFolder({
    folder: watched,
    once,
    lookEveryMs: 5,
    output,
    model,
    thresholds: model.thresholds,
    scoreTexts: async (texts, stop) => {
      beforeScores(texts)
      stop.throwIfAborted()
      scored.push(...texts)
      return texts.map(() => new Float32Array(model.labels.length).fill(0.5))
    },
    withEmotions: false,
    withScores: false,
    tell: (line) => told.push(line),
    complain: (line) => refused.push(line),
    signal,
  })
}
const runOnce = () => start(true)

/** Writes a file that nobody has touched for a while. */
function put(name: string, content: string, ageSeconds = 60): string {
  const path = join(watched, name)
  writeFileSync(path, content)
  age(path, ageSeconds)
  return path
}
function age(path: string, seconds: number): void {
  const time = Date.now() / 1000 - seconds
  utimesSync(path, time, time)
}
const outputs = () =>
  readdirSync(out)
    .filter((name) => name !== '.groundswell')
    .sort()
const read = (name: string) => JSON.parse(readFileSync(join(out, name), 'utf8'))

test('one file a comment, files by name, other files left alone', async () => {
  put('b.jsonl', '{"id":7,"comment":"seven"}\n')
  put('a.csv', '\ufeffid,text\r\n7,"two\r\nlines"\r\n')
  put('c.TXT', 'hello\n')
  for (const other of ['d.csv.part', '.e.csv', 'f.json', 'g.pdf']) put(other, 'id,text\n1,draft\n')
  mkdirSync(join(watched, 'below.csv'))
  for (const target of ['nowhere', 'circle.csv']) symlinkSync(target, join(watched, target === 'nowhere' ? 'link.csv' : target))
  await runOnce()
  expect(scored).toEqual(['two\nlines', 'seven', 'hello'])
  expect(outputs()).toEqual(['a.csv~7.json', 'b.jsonl~7.json', 'c.%54%58%54~1.json'])
  expect(read('b.jsonl~7.json')).toEqual({ id: 7, comment: 'seven', emotion: expect.any(String) })
  expect(told).toEqual(['a.csv', 'b.jsonl', 'c.TXT'].map((name) => expect.stringMatching(`^${name}: 1 comment, 0 bad lines, 0.\\d s$`)))
  expect(refused).toEqual([])
})

test('bad lines and repeated ids are told with file and line; the rest go on', async () => {
  put('a.jsonl', '{"id":1,"text":"one"}\nnope\n{"id":"1","text":"again"}\n{"id":2,"text":"two"}\n')
  await runOnce()
  expect(refused).toEqual([expect.stringMatching('^a.jsonl line 2: is not JSON'), 'a.jsonl line 3: id "1" was in line 1 already'])
  expect(read('a.jsonl~1.json')).toMatchObject({ id: 1, comment: 'one' })
  expect(told.at(-1)).toMatch(/^a\.jsonl: 2 comments, 2 bad lines/)
})

test('a file is done once, also after a restart, a touch and a copy over itself', async () => {
  const path = put('a.txt', 'one\n')
  await runOnce()
  await output.close()
  rmSync(join(out, 'a.txt~1.json'))
  output = await openOutputFolder(out)
  age(path, 30)
  await runOnce()
  put('a.txt', 'one\n', 20)
  await runOnce()
  expect(scored).toEqual(['one'])
  expect(outputs()).toEqual([])
})

test('a file that changed is a new one', async () => {
  put('a.csv', 'id,text\nx,one\ny,two\n')
  await runOnce()
  put('a.csv', 'id,text\nx,one!\n', 30)
  await runOnce()
  expect(read('a.csv~x.json').comment).toBe('one!')
  expect(read('a.csv~y.json').comment).toBe('two')
})

test('a file that is of no use is told of once, until it changes', async () => {
  put('a.csv', 'name,stars\nbob,4\n')
  put('b.txt', 'fine\n')
  await runOnce()
  await runOnce()
  expect(refused).toEqual(['a.csv: the header has neither a column "text" nor "comment"; it has: name, stars'])
  expect(output.journal.get('a.csv')).toMatchObject({ state: 'failed', reason: expect.stringContaining('neither a column') })
  put('a.csv', 'text,stars\nbob,4\n', 30)
  await runOnce()
  expect(scored).toEqual(['fine', 'bob'])
})

test('goes on in the middle of a file', async () => {
  const texts = Array.from({ length: 1_300 }, (_, n) => `text ${n}`)
  put('a.txt', `${texts.join('\n')}\n`)
  const stop = new AbortController()
  beforeScores = () => {
    if (scored.length === 1_024) stop.abort()
  }
  await start(true, stop.signal)
  const before = new Map(outputs().map((name) => [name, statSync(join(out, name)).mtimeMs]))
  expect(before.size).toBe(1_024)
  await runOnce()
  expect(told).toEqual(['a.txt: goes on after line 1024', expect.stringContaining('a.txt: 1300 comments, 0 bad lines')])
  expect(scored).toEqual(texts)
  expect(outputs()).toHaveLength(1_300)
  for (const [name, time] of before) expect(statSync(join(out, name)).mtimeMs).toBe(time)
})

test('a file that is written to while it is read is read again', async () => {
  const path = put('a.txt', 'one\n')
  beforeScores = () => {
    beforeScores = () => undefined
    writeFileSync(path, 'one\ntwo\n')
    age(path, 30)
  }
  await runOnce()
  expect(told).toEqual(['a.txt: changed while it was read; it will be read again'])
  await runOnce()
  expect(outputs()).toEqual(['a.txt~1.json', 'a.txt~2.json'])
})

test('follows the folder: files that come, that grow, that are renamed; and a folder that goes and comes back', async () => {
  const stop = new AbortController()
  const running = start(false, stop.signal)
  put('b.txt', 'first\n')
  await expect.poll(outputs, SOON).toEqual(['b.txt~1.json'])
  const growing = put('a.txt', 'begun\nhal', 0)
  put('c.txt.part', 'renamed\n')
  renameSync(join(watched, 'c.txt.part'), join(watched, 'c.txt'))
  await expect.poll(outputs, SOON).toContain('c.txt~1.json')
  writeFileSync(growing, 'f\n', { flag: 'a' })
  await expect.poll(() => outputs().includes('a.txt~2.json') && read('a.txt~2.json').comment, SOON).toBe('half')
  rmSync(watched, { recursive: true })
  await expect.poll(() => told.at(-1), SOON).toContain("can't be read, waiting for it")
  mkdirSync(watched)
  put('d.txt', 'back\n')
  await expect.poll(outputs, SOON).toContain('d.txt~1.json')
  stop.abort()
  await running
  expect(refused).toEqual([])
})

test('--once waits for what is being written, but not for ever', async () => {
  const path = put('a.txt', 'fresh\n', 0)
  const writer = setInterval(() => appendFileSync(path, 'more\n'), 1)
  put('b.txt', 'from a clock ahead\n', -3600)
  await runOnce()
  clearInterval(writer)
  expect([scored, told.at(-1)]).toEqual([['from a clock ahead'], 'a.txt: is still written to; left for the next run'])
  rmSync(watched, { recursive: true })
  await expect(runOnce()).rejects.toThrow(`--watch ${watched}: ENOENT`)
})

test('one worker a folder of outputs', async () => {
  await expect(openOutputFolder(out, 0)).rejects.toThrow('another worker writes there')
})

test('outputs that can not be written end the worker, and the file is not done', async () => {
  put('a.txt', 'one\n')
  mkdirSync(join(out, 'a.txt~1.json'))
  await expect(runOnce()).rejects.toThrow(`--out ${out}: can't be written`)
  rmSync(join(out, 'a.txt~1.json'), { recursive: true })
  await runOnce()
  expect(outputs()).toEqual(['a.txt~1.json'])
})
