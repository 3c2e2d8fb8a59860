import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '@groundswell/shared/errors.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { copyOfModel, never, TINY_MODEL, temporaryFolder } from '../testing.ts'
import { explain } from './explain.ts'
import { loadManifest } from './manifest.ts'
import { type Scorer, startScorer } from './scorer.ts'
import { ScoringPool } from './scoring-pool.ts'
import { createEncoder } from './tokenise.ts'

const model = loadManifest(TINY_MODEL)
const cpu = { CLASSIFIER_DEVICE: 'cpu', CLASSIFIER_WORKERS: 2 } as const
const texts = Array.from({ length: 300 }, (_, index) => `post ${index} is ${'very '.repeat(index % 40)}good`)

describe('a running scorer', () => {
  let scorer: Scorer
  beforeAll(async () => {
    scorer = await startScorer(model, cpu)
  })
  afterAll(() => scorer.close())

  test('answers in the order of the texts, whatever the batches', async () => {
    const together = await scorer.scoreTexts(texts, never)
    for (const index of [0, 39, 150, 299]) {
      const [alone] = await scorer.scoreTexts([texts[index] ?? ''], never)
      // Dynamic int8 lets batch-mates move a logit a little.
      for (const [label, probability] of (alone ?? []).entries()) expect(together[index]?.[label]).toBeCloseTo(probability, 1)
    }
  })

  test('probabilities lie between 0 and 1 and are not shared out among labels', async () => {
    const [probabilities = new Float32Array()] = await scorer.scoreTexts(['I love this'], never)
    expect(probabilities).toHaveLength(28)
    for (const probability of probabilities) expect(probability).toBeGreaterThanOrEqual(0)
    for (const probability of probabilities) expect(probability).toBeLessThanOrEqual(1)
    expect(probabilities.reduce((sum, probability) => sum + probability)).toBeGreaterThan(1.5)
  })

  test('equal texts of a batch get equal scores', async () => {
    const [a, , b] = await scorer.scoreTexts(['same', 'other words here', 'same'], never)
    expect(a).toEqual(b)
  })

  test('takes any text', async () => {
    const hostile = ['', ' ', '\u0000', '\ud800', 'a'.repeat(100_000), '🔥'.repeat(5000), '[CLS] [MASK] [PAD]', '‮abc']
    expect(await scorer.scoreTexts(hostile, never)).toHaveLength(hostile.length)
    expect(await scorer.scoreTexts([], never)).toEqual([])
  })

  test('stops waiting when its caller does', async () => {
    const stop = new AbortController()
    const scored = scorer.scoreTexts(texts, stop.signal)
    stop.abort(new Error('enough'))
    await expect(scored).rejects.toThrow('enough')
  })

  test('explain weighs each word where it stands', async () => {
    const text = '  I love\tthis 🔥phone'
    const [probabilities = new Float32Array()] = await scorer.scoreTexts([text], never)
    const tokens = await explain(scorer, text, probabilities, never)
    expect(tokens.map((token) => text.slice(token.start, token.end))).toEqual(['I', 'love', 'this', '🔥', 'phone'])
    expect(tokens.map((token) => token.text)).toEqual(['I', 'love', 'this', '🔥', 'phone'])
    expect(tokens.some(({ weight }) => weight !== 0)).toBe(true)
  })
})

test('a thread that dies is replaced and its work done again', async () => {
  const { encode, pads } = createEncoder(model.members, model.maxTokens)
  const members = model.members.map((member) => ({ ...member, graph: member.graphs.int8 ?? '', tokenizer: 0 }))
  const setup = {
    members: members.map(({ weight, temperature, bias, graph, tokenizer }) => ({ weight, temperature, bias, graph, tokenizer })),
  }
  const replaced: Error[] = []
  const pool = await ScoringPool.start({ ...setup, labels: 28, provider: 'cpu' }, pads, 1, {
    workerReplaced: (error) => replaced.push(error),
  })
  try {
    const ended = pool.endOne()
    const scored = Promise.all([1, 2, 3].map((n) => pool.score([encode(`text ${n}`)], 'stream', never)))
    await ended
    expect((await scored).map((probabilities) => probabilities.length)).toEqual([28, 28, 28])
    expect(replaced).toHaveLength(1)
  } finally {
    await pool.close()
  }
  await expect(pool.score([encode('late')], 'stream', never)).rejects.toThrow('stopped')
})

describe('is refused at start, by name', () => {
  test('a graph that is none', async () => {
    using folder = temporaryFolder()
    const { directory } = copyOfModel(folder.path)
    writeFileSync(join(directory, 'focal/onnx/model_int8.onnx'), 'garbage')
    await expect(startScorer(loadManifest(directory), cpu)).rejects.toThrow(/focal\/onnx\/model_int8\.onnx: can't be used/)
  })

  test('a graph whose outputs do not fit its labels', async () => {
    using folder = temporaryFolder()
    const { directory, change } = copyOfModel(folder.path)
    change('ensemble.json', (json) => {
      ;(json['labels'] as string[]).pop()
      delete (json['thresholds'] as Record<string, number>)['neutral']
      for (const member of json['members'] as Record<string, unknown>[]) delete member['bias']
    })
    for (const member of ['bce', 'focal'])
      change(`${member}/config.json`, (json) => delete (json['id2label'] as Record<string, string>)['27'])
    await expect(startScorer(loadManifest(directory), cpu)).rejects.toThrow('shape 1x28, not 1x27')
  })

  test('a device without a graph for it, with the command that makes one', async () => {
    using folder = temporaryFolder()
    const { directory } = copyOfModel(folder.path)
    for (const name of ['model.onnx', 'model_fp16.onnx']) rmSync(join(directory, 'focal/onnx', name))
    await expect(startScorer(loadManifest(directory), { CLASSIFIER_DEVICE: 'webgpu', CLASSIFIER_WORKERS: 1 })).rejects.toThrow(
      /CLASSIFIER_DEVICE=webgpu: .*focal\/onnx: holds no graph .*model\.onnx.*npm run train -- .* --graphs fp32 fp16 --step export/,
    )
  })
})

test('CUDA that is not there is refused with the way to get it', async () => {
  const answer = await startScorer(model, { CLASSIFIER_DEVICE: 'cuda', CLASSIFIER_WORKERS: 1 }).then(
    async (scorer) => {
      await scorer.close()
      return scorer.device
    },
    (error: Error) => error.message,
  )
  expect(answer).toMatch(/^cuda$|^CLASSIFIER_DEVICE=cuda: .*ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild/)
})

test('a batch that fails in new threads too is given up, and the next one is scored', async () => {
  const { pads, encode } = createEncoder(model.members, model.maxTokens)
  const members = model.members.map(({ weight, temperature, bias, graphs }) => {
    return { weight, temperature, bias, graph: graphs.int8 ?? '', tokenizer: 0 }
  })
  const replaced: Error[] = []
  const pool = await ScoringPool.start({ members, labels: 28, provider: 'cpu' }, pads, 1, {
    workerReplaced: (error) => replaced.push(error),
  })
  const beyondVocabulary = { key: 'x', ids: [Int32Array.of(1_000_000)], length: 1 }
  await expect(pool.score([beyondVocabulary], 'stream', never)).rejects.toThrow(/indices/)
  expect(await pool.score([encode('fine')], 'stream', never)).toHaveLength(28)
  expect(replaced).toHaveLength(3)
  await pool.close()
})

test('a thread that nothing can replace is no mistake of the user: the classifier is started again, not refused', async () => {
  using folder = temporaryFolder()
  const { directory } = copyOfModel(folder.path)
  const scorer = await startScorer(loadManifest(directory), { CLASSIFIER_DEVICE: 'cpu', CLASSIFIER_WORKERS: 1 })
  // Any failure of a batch costs the thread; by then the files are being written anew.
  writeFileSync(join(directory, 'focal/onnx/model_int8.onnx'), 'half of a gra')
  const beyondVocabulary = { key: 'x', ids: [Int32Array.of(1_000_000)], length: 1 }
  const error: unknown = await scorer.scoreStream([beyondVocabulary], never).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ message: expect.stringMatching(/indices.*no other could take over: .*model_int8\.onnx: can't be used/s) })
  expect(error).not.toBeInstanceOf(UserError)
  await scorer.close()
})

test('the CPU takes an fp32 graph where there is no other', async () => {
  using folder = temporaryFolder()
  const { directory } = copyOfModel(folder.path)
  for (const member of ['bce', 'focal'])
    for (const name of ['model_int8', 'model_fp16']) rmSync(join(directory, member, `onnx/${name}.onnx`))
  const scorer = await startScorer(loadManifest(directory), cpu)
  expect([scorer.device, scorer.precision]).toEqual(['cpu', 'fp32'])
  expect(await scorer.scoreTexts(['works'], never)).toHaveLength(1)
  await scorer.close()
})

test('auto falls back to the CPU where no GPU can take the graphs', async () => {
  using folder = temporaryFolder()
  const { directory } = copyOfModel(folder.path)
  for (const member of ['bce', 'focal']) for (const name of ['model', 'model_fp16']) rmSync(join(directory, member, `onnx/${name}.onnx`))
  const scorer = await startScorer(loadManifest(directory), { CLASSIFIER_DEVICE: 'auto', CLASSIFIER_WORKERS: 1 })
  expect([scorer.device, scorer.precision]).toEqual(['cpu', 'int8'])
  await scorer.close()
})
