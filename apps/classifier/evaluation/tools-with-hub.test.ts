import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TestingHub } from '../model/hub/testing/fake-hub.ts'
import { TINY_MODEL, temporaryFolder } from '../testing.ts'

const MULTILINGUAL = join(dirname(TINY_MODEL), 'tiny-multilingual')
const LABELS = ['Freude', 'Trauer', 'große Wut', 'Überraschung', 'neutral']

const folder = temporaryFolder()
const models = join(folder.path, 'hub')
const hub = new TestingHub(models)
let endpoint = ''
beforeAll(async () => {
  mkdirSync(models)
  endpoint = await hub.start()
  cpSync(MULTILINGUAL, join(models, 'jemand/gefuehle'), { recursive: true })
  cpSync(join(TINY_MODEL, 'bce'), join(models, 'someone/one'), { recursive: true })
})
afterAll(async () => {
  await hub.stop()
  folder[Symbol.dispose]()
})

function start(tool: 'predict' | 'evaluate', args: string[], input = '') {
  const program = fileURLToPath(new URL(`../${tool}.ts`, import.meta.url))
  const cache = join(folder.path, 'cache')
  const env = {
    ...process.env,
    INIT_CWD: folder.path,
    HF_ENDPOINT: endpoint,
    XDG_CACHE_HOME: cache,
    HF_HOME: '',
    CLASSIFIER_DEVICE: 'cpu',
    CLASSIFIER_WORKERS: '1',
  }
  const child = spawn(process.execPath, [program, ...args], { cwd: '/', env })
  child.stdin.on('error', () => child.stdin.destroy())
  child.stdin.end(input)
  return child
}

async function run(tool: 'predict' | 'evaluate', args: string[], input = '') {
  const child = start(tool, args, input)
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const code = await new Promise((resolve) => child.on('close', resolve))
  return { code, out, err }
}

test('predict by id: results on stdout, progress on stderr, and offline it says the same', async () => {
  const args = ['--model', 'jemand/gefuehle', '--scores']
  const first = await run('predict', args, 'Quel dommage\n这个真的很好\n')
  expect(first).toMatchObject({
    code: 0,
    err: expect.stringMatching(/^downloading jemand\/gefuehle.*\n(?:.*%\)\n)*.*\(100 %\)\n.*is kept in/),
  })
  const [prediction] = first.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(Object.keys(prediction.scores)).toEqual(LABELS)
  expect(LABELS).toContain(prediction.emotion)
  hub.trouble.status = 500
  expect(await run('predict', args, 'Quel dommage\n这个真的很好\n')).toEqual({ code: 0, out: first.out, err: '' })
  expect(await run('predict', ['--model', 'jemand/anderes'], 'x\n')).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringMatching(/^MODEL_DIR jemand\/anderes: .*answers 500/),
  })
  delete hub.trouble.status
})

test('a download that was killed is gone on with', async () => {
  hub.trouble.stall = 20_000
  const killed = start('predict', ['--model', 'someone/one'], 'hello\n')
  const ended = new Promise((resolve) => killed.on('close', resolve))
  const draft = join(folder.path, 'cache/groundswell/models/someone/one', `${TestingHub.commit}-cpu.part/one/onnx/model_int8.onnx.part`)
  await expect.poll(() => existsSync(draft) && readFileSync(draft).length, { timeout: 20_000 }).toBe(20_000)
  killed.kill('SIGKILL')
  await ended
  delete hub.trouble.stall
  const again = await run('predict', ['--model', 'someone/one'], 'hello\n')
  expect(again).toMatchObject({ code: 0, err: expect.stringContaining('100 %') })
  expect(hub.requests.map(({ range }) => range)).toContain('bytes=20000-30912')
  expect(again.out).toBe((await run('predict', ['--model', join(TINY_MODEL, 'bce')], 'hello\n')).out)
})

test('evaluate under the labels of the model', async () => {
  writeFileSync(join(folder.path, 'labels.txt'), `${LABELS.slice(0, 4).join('\n')}\nHunger\n`)
  writeFileSync(join(folder.path, 'dev.tsv'), 'Quel dommage\t1\ta\n这个真的很好\t0,große Wut\tb\nx\t5\tc\ny\t4\td\n')
  const { code, out, err } = await run('evaluate', ['dev.tsv', '--model', 'jemand/gefuehle', '--labels', 'labels.txt'])
  expect(code).toBe(2)
  expect(err.split('\n').filter((line) => !line.startsWith('jemand') && !line.startsWith('downloading'))).toEqual([
    'not judged, since the model does not know them: Hunger',
    'not judged, since no text is labelled with them: neutral',
    'line 3: label "5" is neither a number from 0 to 4 nor one of their names',
    '',
  ])
  const report = JSON.parse(out)
  expect(Object.keys(report.perEmotion)).toEqual(LABELS.slice(0, 4))
  expect(report).toMatchObject({ n: 3, perEmotion: { Freude: { support: 1, threshold: 0.5 }, 'große Wut': { support: 1 } } })
})

test('evaluate refuses a file whose labels the model does not know', async () => {
  writeFileSync(join(folder.path, 'wrong.tsv'), 'Quel dommage\t1\ta\n')
  writeFileSync(join(folder.path, 'wrong.txt'), 'hunger\nthirst\n')
  const { code, out, err } = await run('evaluate', ['wrong.tsv', '--model', MULTILINGUAL, '--labels', 'wrong.txt'])
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain('none in common')
  expect(await run('evaluate', ['wrong.tsv', '--labels', 'missing.txt'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('no such file'),
  })
})
