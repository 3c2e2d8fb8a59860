import { spawn } from 'node:child_process'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { TINY_MODEL, temporaryFolder } from '../testing.ts'

/** Runs a tool as npm does: in another directory than the caller's, which INIT_CWD names. */
async function run(tool: 'predict' | 'evaluate', args: string[], input = '', callerDirectory = '/') {
  const program = fileURLToPath(new URL(`../${tool}.ts`, import.meta.url))
  const child = spawn(process.execPath, [program, ...args], {
    cwd: '/',
    env: { ...process.env, INIT_CWD: callerDirectory, MODEL_DIR: TINY_MODEL },
  })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  child.stdin.on('error', () => child.stdin.destroy())
  child.stdin.end(input)
  const code = await new Promise((resolve) => child.on('close', resolve))
  return {
    code,
    out,
    err,
    lines:
      out.trim() === ''
        ? []
        : out
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line)),
  }
}

describe('predict', () => {
  test('a bad line goes to stderr, the rest go on in order, code 2', async () => {
    const { code, lines, err } = await run('predict', [], '{"id":"a","text":"I love it"}\nnope\n{"id":2,"comment":"bad"}\n')
    expect(code).toBe(2)
    expect(err).toMatch(/^line 2: is not JSON/)
    expect(lines.map(({ id, comment }) => [id, comment])).toEqual([
      ['a', 'I love it'],
      [2, 'bad'],
    ])
    expect(Object.keys(lines[0])).toEqual(['id', 'comment', 'emotion', 'emotions'])
  })

  test('a file of the caller, --scores and --threshold', async () => {
    using folder = temporaryFolder()
    writeFileSync(join(folder.path, 'in.csv'), 'id,text\n1,hello\n')
    const { code, lines } = await run('predict', ['in.csv', '--scores', '--threshold', '0'], '', folder.path)
    expect(code).toBe(0)
    const [{ emotion, emotions, scores }] = lines
    expect(Object.keys(scores)).toHaveLength(28)
    expect(emotions).toHaveLength(28)
    expect(emotions[0]).toEqual({ label: emotion, score: scores[emotion] })
    const sorted = [...emotions].sort((a, b) => b.score - a.score)
    expect(emotions.map(({ score }: { score: number }) => score)).toEqual(sorted.map(({ score }) => score))
  })

  test('many lines keep their order', async () => {
    const texts = Array.from({ length: 1500 }, (_, n) => `line ${n} ${'x '.repeat(n % 17)}`.trim())
    const { code, lines } = await run('predict', [], `${texts.join('\n')}\n`)
    expect(code).toBe(0)
    expect(lines.map(({ comment }) => comment)).toEqual(texts)
  })

  test('CSV from a spreadsheet by standard input; the model by its name where the caller stands', async () => {
    using folder = temporaryFolder()
    symlinkSync(TINY_MODEL, join(folder.path, 'mine'))
    const csv = '\ufeffID;Comment\r\n7;"two\r\nlines; ""quoted"""\r\n8;last'
    const { code, lines } = await run('predict', ['--model', 'mine'], csv, folder.path)
    expect(code).toBe(0)
    expect(lines.map(({ id, comment }) => [id, comment])).toEqual([
      ['7', 'two\nlines; "quoted"'],
      ['8', 'last'],
    ])
  })

  test('a missing column is told by file and column', async () => {
    using folder = temporaryFolder()
    writeFileSync(join(folder.path, 'in.csv'), 'id,body\n1,hello\n')
    const { code, out, err } = await run('predict', ['in.csv'], '', folder.path)
    expect([code, out, err]).toEqual([2, '', 'in.csv: the header has neither a column "text" nor "comment"; it has: id, body\n'])
  })

  test.each([
    [['--watch', '/missing', '--out', 'x'], '--watch /missing: there is no such folder'],
    [['--watch', '/', '--out', '/'], '--out /: is the watched folder itself'],
    [['--watch', '/', '--out', '/etc/passwd'], '--out /etc/passwd: is a file, not a folder'],
    [['--threshold', 'high'], '--threshold must be a number from 0 to 1'],
    [['missing.txt'], 'there is no such file'],
    [['--model', 'missing'], 'is no directory'],
  ])('%j is refused with code 2', async (args, message) => {
    const { code, err, out } = await run('predict', args)
    expect(code).toBe(2)
    expect(err).toContain(message)
    expect(err).not.toContain('    at ')
    expect(out).toBe('')
  })
})

describe('evaluate', () => {
  test('one JSON object; a bad line is told of', async () => {
    using folder = temporaryFolder()
    writeFileSync(join(folder.path, 'dev.tsv'), 'I love it\t18\ta\nbroken\nI hate it\t2,3\tb\n')
    const { code, lines, err } = await run('evaluate', ['dev.tsv'], '', folder.path)
    expect(code).toBe(2)
    expect(err).toMatch(/^line 2: has no tab/)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({ n: 2, macroF1: expect.any(Number), perEmotion: { love: { support: 1, threshold: 0.3 } } })
  })

  test('without a file it says how to call it', async () => {
    expect(await run('evaluate', [])).toMatchObject({ code: 2, err: expect.stringContaining('Usage: npm run evaluate') })
  })
})
