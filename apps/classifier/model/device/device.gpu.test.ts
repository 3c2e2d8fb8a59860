import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { copyOfModel, never, temporaryFolder } from '../../testing.ts'
import { loadManifest } from '../manifest.ts'
import type { Graphs } from '../member-files.ts'
import { type Scorer, startScorer } from '../scorer.ts'

const WORDS = 'i love hate this phone so much thanks for your help why was the game so bad good morning 🔥 wow sorry not really'.split(' ')
const TEXTS = Array.from({ length: 40 }, (_, text) => {
  const length = 1 + ((text * 7) % 30)
  return Array.from({ length }, (_, word) => WORDS[(text * 5 + word * (1 + (text % 3))) % WORDS.length]).join(' ')
})
const webgpu = { CLASSIFIER_DEVICE: 'webgpu', CLASSIFIER_WORKERS: undefined } as const
const MEMBERS = ['bce', 'focal']

const folder = temporaryFolder()
const { directory } = copyOfModel(folder.path)
const without = (...kinds: (keyof Graphs)[]) => {
  const manifest = loadManifest(directory)
  for (const { graphs } of manifest.members) for (const kind of kinds) delete graphs[kind]
  return manifest
}

afterEach(() => vi.unstubAllEnvs())
afterAll(() => folder[Symbol.dispose]())

describe('WebGPU on SwiftShader', () => {
  let gpu: Scorer
  let cpu: Scorer
  const profile = join(folder.path, 'profile')
  const replaced: Error[] = []
  beforeAll(async () => {
    cpu = await startScorer(without('int8', 'fp16'), { CLASSIFIER_DEVICE: 'cpu', CLASSIFIER_WORKERS: 1 })
    gpu = await startScorer(without('int8', 'fp16'), { ...webgpu, profile }, { workerReplaced: (error) => replaced.push(error) })
  })
  afterAll(() => Promise.all([gpu.close(), cpu.close()]))

  test('scores equal those of the CPU, whatever the batches', async () => {
    expect([gpu.device, gpu.precision, cpu.device, cpu.precision]).toEqual(['webgpu', 'fp32', 'cpu', 'fp32'])
    const expected = await cpu.scoreTexts(TEXTS, never)
    const batches = [TEXTS, TEXTS.slice(0, 1), TEXTS.slice(3, 10), [...TEXTS.slice(20, 33), ''], [WORDS.join(' ').repeat(20), 'ok']]
    for (const batch of batches) {
      const scored = await gpu.scoreTexts(batch, never)
      const wanted = batch === TEXTS ? expected : await cpu.scoreTexts(batch, never)
      expect(furthest(scored, wanted)).toBeLessThan(0.001)
    }
    // Scores that were all alike would prove nothing.
    expect(furthest(expected.slice(0, -1), expected.slice(1))).toBeGreaterThan(0.2)
  })

  test('a process that is killed with work in hand is replaced, and nothing is lost', async () => {
    const texts = TEXTS.slice(0, 12)
    const scoring = gpu.scoreTexts(texts, never)
    const [killed] = scoringProcesses()
    process.kill(killed ?? Number.NaN, 'SIGKILL')
    const scored = await scoring
    expect(replaced.map(({ message }) => message)).toEqual([expect.stringContaining('ended with SIGKILL')])
    expect(scoringProcesses()).not.toContain(killed)
    expect(furthest(scored, await cpu.scoreTexts(texts, never))).toBeLessThan(0.001)
  })

  test('two models run side by side, as when one replaces the other', async () => {
    const next = await startScorer(without('int8', 'fp16'), webgpu)
    const texts = TEXTS.slice(0, 12)
    const [first, second] = await Promise.all([gpu.scoreTexts(texts, never), next.scoreTexts(texts, never)])
    await next.close()
    expect(furthest(first, second)).toBeLessThan(0.001)
  })

  test('the layers of every member ran on WebGPU, not on the CPU', async () => {
    await gpu.close()
    expect(scoringProcesses()).toEqual([])
    // The process that was killed left its own unwritten.
    const profiles = readdirSync(folder.path).filter((name) => name.startsWith('profile') && statSync(join(folder.path, name)).size > 0)
    expect(profiles.length).toBeGreaterThanOrEqual(MEMBERS.length)
    for (const name of profiles) {
      const ran = providersOf(join(folder.path, name))
      expect([...ran.keys()].filter((operator) => /MatMul|Gemm|LayerNorm|Softmax|Gelu/.test(operator)).length).toBeGreaterThan(1)
      for (const [operator, providers] of ran) {
        if (/MatMul|Gemm|LayerNorm|Softmax|Gelu/.test(operator))
          expect([operator, ...providers]).toEqual([operator, 'WebGpuExecutionProvider'])
      }
    }
  })
})

test('an adapter that does not know fp16 gets the fp32 graphs', async () => {
  const scorer = await startScorer(without('int8'), webgpu)
  expect([scorer.device, scorer.precision]).toEqual(['webgpu', 'fp32'])
  await scorer.close()
  await expect(startScorer(without('int8', 'fp32'), webgpu)).rejects.toThrow(/model_fp16\.onnx: can't be used: .*f16/)
})

describe('without a GPU', () => {
  test('auto takes the CPU rather than a Vulkan driver that computes on it', async () => {
    const scorer = await startScorer(loadManifest(directory), { CLASSIFIER_DEVICE: 'auto', CLASSIFIER_WORKERS: 1 })
    expect([scorer.device, scorer.precision]).toEqual(['cpu', 'int8'])
    await scorer.close()
  })

  test('webgpu says what is missing, and auto takes the CPU', async () => {
    const driver = join(folder.path, 'gpu_icd.json')
    vi.stubEnv('VK_DRIVER_FILES', driver)
    const model = loadManifest(directory)
    await expect(startScorer(model, webgpu)).rejects.toThrow(
      /^CLASSIFIER_DEVICE=webgpu: no GPU answers: .*libvulkan1.*No supported adapters/,
    )
    const scorer = await startScorer(model, { CLASSIFIER_DEVICE: 'auto', CLASSIFIER_WORKERS: 1 })
    expect(scorer.device).toBe('cpu')
    await scorer.close()
  })
})

function furthest(some: Float32Array[], others: Float32Array[]): number {
  return Math.max(
    ...some.map((row, text) =>
      Math.max(...row.map((score, label) => Math.abs(score - (others[text]?.[label] ?? Number.POSITIVE_INFINITY)))),
    ),
  )
}

/** Processes that this one started for scoring. */
function scoringProcesses(): number[] {
  const children = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
  return children.map(Number).filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('score-worker'))
}

/** Operators of a profile of ONNX Runtime, and the providers that they ran on. */
function providersOf(file: string): Map<string, Set<string>> {
  const events = JSON.parse(readFileSync(file, 'utf8')) as { args?: { op_name?: string; provider?: string } }[]
  const ran = new Map<string, Set<string>>()
  for (const { args } of events) {
    if (args?.op_name === undefined || args.provider === undefined) continue
    ran.set(args.op_name, (ran.get(args.op_name) ?? new Set()).add(args.provider))
  }
  return ran
}
