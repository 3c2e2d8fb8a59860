import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { never, TINY_MODEL, temporaryFolder } from '../../../testing.ts'
import { findModel } from '../../find-model.ts'
import { loadManifest } from '../../manifest.ts'
import { startScorer } from '../../scorer.ts'
import type { HubSettings } from '../api.ts'
import { TestingHub } from './fake-hub.ts'

export const FIXTURES = dirname(TINY_MODEL)
const ONE = join(TINY_MODEL, 'bce')

/** A hub with a folder of its own, and the settings of somebody who downloads from it. */
export type HubOfTest = {
  hub: TestingHub
  folder: string
  settings: HubSettings
  /** What was told of progress. */
  lines: string[]
  find: (id: string, more?: Partial<HubSettings>) => Promise<string>
  /** Puts a copy of a fixture on the hub, as `id`: one member with its int8 graph alone unless another is named. */
  publish: (id: string, from?: string) => string
  [Symbol.asyncDispose]: () => Promise<void>
}

export async function startHub(): Promise<HubOfTest> {
  const temporary = temporaryFolder()
  const folder = temporary.path
  const models = join(folder, 'hub')
  mkdirSync(models)
  const hub = new TestingHub(models)
  const lines: string[] = []
  const settings: HubSettings = {
    HF_ENDPOINT: await hub.start(),
    HF_TOKEN: undefined,
    HF_HUB_OFFLINE: false,
    HF_HOME: undefined,
    XDG_CACHE_HOME: join(folder, 'cache'),
    CLASSIFIER_DEVICE: 'auto',
  }
  return {
    hub,
    folder,
    settings,
    lines,
    find: (id, more = {}) => findModel(id, { ...settings, ...more }, { base: folder, tell: (line) => lines.push(line) }),
    publish: (id, from = ONE) => {
      const directory = join(models, id)
      cpSync(from, directory, { recursive: true })
      for (const name of ['model.onnx', 'model_fp16.onnx']) if (from === ONE) rmSync(join(directory, 'onnx', name), { force: true })
      return directory
    },
    [Symbol.asyncDispose]: async () => {
      await hub.stop()
      temporary[Symbol.dispose]()
    },
  }
}

export function changeConfig(directory: string, change: Record<string, unknown>): void {
  const file = join(directory, 'config.json')
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...change }))
}

/** What a model says of some texts. */
export async function scoresOf(directory: string, texts: readonly string[]): Promise<Float32Array[]> {
  const scorer = await startScorer(loadManifest(directory), { CLASSIFIER_DEVICE: 'cpu', CLASSIFIER_WORKERS: 1 })
  try {
    return await scorer.scoreTexts(texts, never)
  } finally {
    await scorer.close()
  }
}
