import { appendFileSync, cpSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { copyOfModel, TINY_MODEL, temporaryFolder } from '../../testing.ts'
import { loadManifest } from '../manifest.ts'
import { folderPrint } from './folder-print.ts'
import { followModel } from './follow-model.ts'
import type { LoadedFolder } from './load-model.ts'

let folder: ReturnType<typeof temporaryFolder>
let model: ReturnType<typeof copyOfModel>
let stop: AbortController
let ended: Promise<void>
const versions: string[] = []
const refusals: string[] = []

/** The manifest is read as the real loading does; scoring threads are another test's matter. */
async function load(): Promise<LoadedFolder> {
  const print = await folderPrint(model.directory)
  return { scorer: { model: loadManifest(model.directory) }, print } as unknown as LoadedFolder
}
const version = (value: string) => model.change('ensemble.json', (json) => Object.assign(json, { version: value }))
const looks = vi.fn()

beforeEach(async () => {
  folder = temporaryFolder()
  model = copyOfModel(folder.path)
  stop = new AbortController()
  versions.length = 0
  refusals.length = 0
  looks.mockClear()
  ended = followModel({
    directory: model.directory,
    print: await folderPrint(model.directory),
    load: () => {
      looks()
      return load()
    },
    replace: ({ scorer }) => versions.push(scorer.model.id),
    refused: (error) => refusals.push((error as Error).message),
    signal: stop.signal,
    everyMs: 20,
  })
})
afterEach(async () => {
  stop.abort()
  await ended
  folder[Symbol.dispose]()
})

test('takes a new version once, and the next one', async () => {
  version('2')
  await vi.waitFor(() => expect(versions).toEqual(['tiny@2']), 10_000)
  version('3')
  await vi.waitFor(() => expect(versions).toEqual(['tiny@2', 'tiny@3']), 10_000)
  expect(refusals).toEqual([])
})

test('takes new content under the same version, and nothing that is no part of the model', async () => {
  writeFileSync(join(model.directory, 'README.md'), 'hello')
  mkdirSync(join(model.directory, 'report'))
  writeFileSync(join(model.directory, 'report/final_metrics.json'), '{}')
  cpSync(join(TINY_MODEL, 'focal'), join(model.directory, 'student'), { recursive: true })
  cpSync(join(TINY_MODEL, 'focal/onnx/model_int8.onnx'), join(model.directory, 'bce/onnx/model_int8.onnx'))
  await vi.waitFor(() => expect(versions).toEqual(['tiny@0.0.1']), 10_000)
})

test('does not take a folder while it is being written', async () => {
  version('2')
  const growing = join(model.directory, 'bce/onnx/model.onnx_data')
  for (const deadline = Date.now() + 400; Date.now() < deadline; ) {
    appendFileSync(growing, 'x')
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  expect(looks).not.toHaveBeenCalled()
  await vi.waitFor(() => expect(versions).toEqual(['tiny@2']), 10_000)
})

test('what can not be used is told once, by file and field, and what mends it is taken', async () => {
  model.change('ensemble.json', (json) => Object.assign(json, { version: '2', maxTokens: 'many' }))
  await vi.waitFor(() => expect(refusals).toHaveLength(1), 10_000)
  expect(refusals[0]).toMatch(/ensemble\.json: maxTokens /)
  version('3')
  await vi.waitFor(() => expect(refusals).toHaveLength(2), 10_000)
  model.change('ensemble.json', (json) => Object.assign(json, { maxTokens: 64 }))
  await vi.waitFor(() => expect(versions).toEqual(['tiny@3']), 10_000)
  expect(refusals).toHaveLength(2)
})

test('a folder that goes away and comes back as it was is still in use; another in its place is taken', async () => {
  const aside = join(folder.path, 'aside')
  renameSync(model.directory, aside)
  await vi.waitFor(() => expect(refusals).toHaveLength(1), 10_000)
  expect(refusals[0]).toContain('holds neither ensemble.json nor config.json')
  renameSync(aside, model.directory)
  cpSync(model.directory, aside, { recursive: true })
  rmSync(model.directory, { recursive: true })
  renameSync(aside, model.directory)
  await vi.waitFor(() => expect(versions).toEqual(['tiny@0.0.1']), 10_000)
})

test('a folder that can not be looked at is told once each time, and taken up again after it', async () => {
  const circle = join(model.directory, 'circle.json')
  for (const time of [1, 2]) {
    symlinkSync(circle, circle)
    await vi.waitFor(() => expect(refusals).toHaveLength(time), 10_000)
    expect(refusals.at(-1)).toContain('ELOOP')
    rmSync(circle)
    version(`2.${time}`)
    await vi.waitFor(() => expect(versions).toHaveLength(time), 10_000)
  }
  expect(refusals).toHaveLength(2)
})
