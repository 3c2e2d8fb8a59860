import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { TINY_MODEL } from '../testing.ts'
import { findModel } from './find-model.ts'
import type { HubSettings } from './hub/api.ts'
import { TestingHub } from './hub/testing/fake-hub.ts'
import { FIXTURES, type HubOfTest, scoresOf, startHub } from './hub/testing/hub-models.ts'
import { loadManifest } from './manifest.ts'

const MULTILINGUAL = join(FIXTURES, 'tiny-multilingual')
const TEXTS = ['I love this', 'das ist schade', 'so sad 😭 @you', 'x '.repeat(100)]

let at: HubOfTest
beforeEach(async () => {
  at = await startHub()
})
afterEach(() => at[Symbol.asyncDispose]())

describe('a folder', () => {
  test('relative names start at their base', async () => {
    const { hub, folder, settings, find, publish } = at
    publish('mine')
    expect(await find('hub/mine')).toBe(join(folder, 'hub/mine'))
    expect(await findModel('test/fixtures/tiny-model', settings)).toBe(TINY_MODEL)
    expect(hub.requests).toEqual([])
  })

  test('a name that is neither folder nor id', async () => {
    const { find } = at
    await expect(find('/no/such/folder')).rejects.toThrow('MODEL_DIR /no/such/folder: is no directory')
    await expect(find('missing')).rejects.toThrow('is no directory')
  })
})

describe('an id', () => {
  test('the ensemble by folder and by id predicts the same, and the second start needs no network', async () => {
    const { hub, find, publish } = at
    const published = publish('someone/tiny', TINY_MODEL)
    writeFileSync(join(published, 'bce/onnx/model.onnx'), 'a graph that no processor needs')
    const directory = await find('someone/tiny')
    expect(loadManifest(directory).id).toBe(loadManifest(published).id)
    expect(await scoresOf(directory, TEXTS)).toEqual(await scoresOf(TINY_MODEL, TEXTS))
    expect(hub.sent.sort()).toEqual(
      [
        'ensemble.json',
        ...['bce', 'focal'].flatMap((member) =>
          ['config.json', 'onnx/model_int8.onnx', 'tokenizer.json', 'tokenizer_config.json'].map((file) => `${member}/${file}`),
        ),
      ].sort(),
    )
    await hub.stop()
    expect(await find('someone/tiny')).toBe(directory)
    expect(await find('someone/tiny', { HF_HUB_OFFLINE: true })).toBe(directory)
    expect(await find(`someone/tiny@${TestingHub.commit}`)).toBe(directory)
    expect(readdirSync(dirname(dirname(directory))).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  test('a multilingual model under its own labels: by folder and by id what Python finds', async () => {
    const { find, publish } = at
    const published = publish('jemand/gefuehle', MULTILINGUAL)
    const directory = await find('jemand/gefuehle')
    const manifest = loadManifest(directory)
    expect(manifest.id).toBe(loadManifest(published).id)
    expect(manifest).toMatchObject({ name: 'gefuehle', languages: ['*'], thresholds: [0.5, 0.5, 0.5, 0.5, 0.5] })
    expect(manifest.labels).toEqual(['Freude', 'Trauer', 'große Wut', 'Überraschung', 'neutral'])
    const expected = JSON.parse(readFileSync(join(MULTILINGUAL, 'expected.json'), 'utf8')) as { text: string; probabilities: number[] }[]
    const texts = expected.map(({ text }) => text)
    const byId = await scoresOf(directory, texts)
    expect(byId).toEqual(await scoresOf(published, texts))
    for (const [row, { probabilities }] of expected.entries())
      for (const [label, probability] of probabilities.entries()) expect(byId[row]?.[label]).toBeCloseTo(probability, 5)
  })

  test('each device gets its graph, with the weights beside it', async () => {
    const { hub, find, publish } = at
    const published = publish('a/b')
    const onnx = (name: string) => join(published, 'onnx', name)
    renameSync(onnx('model_int8.onnx'), onnx('model_quantized.onnx'))
    writeFileSync(onnx('model_fp16.onnx'), 'fp16')
    writeFileSync(join(published, 'model.onnx'), 'fp32, as optimum-cli puts it')
    writeFileSync(join(published, 'model.onnx_data'), 'weights')
    const graphs = async (device: HubSettings['CLASSIFIER_DEVICE']) => {
      const before = hub.sent.length
      await find('a/b', { CLASSIFIER_DEVICE: device })
      return hub.sent.slice(before).filter((file) => file.includes('.onnx'))
    }
    expect(await graphs('cpu')).toEqual(['onnx/model_quantized.onnx'])
    expect(await graphs('auto')).toEqual([])
    expect(await graphs('cuda')).toEqual(['onnx/model_fp16.onnx'])
    expect(await graphs('webgpu')).toEqual(['model.onnx', 'model.onnx_data'])
    await expect(find('a/b', { CLASSIFIER_DEVICE: 'cuda', HF_HUB_OFFLINE: true })).resolves.toContain('-cuda')
  })

  test('two starts at once download it once', async () => {
    const { hub, find, publish } = at
    publish('a/b')
    const found = await Promise.all([find('a/b'), find('a/b')])
    expect(new Set(found).size).toBe(1)
    expect(hub.sent.filter((file) => file === 'config.json')).toHaveLength(1)
  })

  test('a revision is another download; both stay', async () => {
    const { find, publish } = at
    publish('a/b')
    const [main, tag] = [await find('a/b'), await find('a/b@v2')]
    expect(tag).not.toBe(main)
    expect(await find('a/b')).toBe(main)
    expect(await find('a/b@v2')).toBe(tag)
  })

  test('HF_HOME holds the cache where it is set', async () => {
    const { folder, find, publish } = at
    publish('a/b')
    const HF_HOME = join(folder, 'hf')
    expect(await find('a/b', { HF_HOME })).toMatch(new RegExp(`^${HF_HOME}/groundswell/models/a/b/`))
  })

  test('progress is told in bytes and percent, ending at 100', async () => {
    const { lines, find, publish } = at
    publish('a/b')
    await find('a/b')
    expect(lines[0]).toMatch(/^downloading a\/b, commit 0123456789ab, for cpu: 3 files, 0\.0 MB$/)
    expect(lines.at(-2)).toMatch(/^a\/b: 0\.0 MB of 0\.0 MB \(100 %\)$/)
    expect(lines.at(-1)).toContain('a/b is kept in ')
  })

  test('the token is sent and never told', async () => {
    const { hub, lines, find, publish } = at
    publish('a/b')
    await find('a/b', { HF_TOKEN: 'hf_secret' })
    expect(new Set(hub.requests.map(({ token }) => token))).toEqual(new Set(['Bearer hf_secret']))
    hub.trouble.status = 403
    const error = await find('a/c', { HF_TOKEN: 'hf_secret' }).catch((refused: Error) => refused)
    expect(`${error}${lines.join('')}`).not.toContain('secret')
    await expect(find('a/c', { HF_TOKEN: 'secret' })).rejects.toThrow(
      /^MODEL_DIR a\/c: HF_TOKEN is no access token of the hub: those start with hf_$/,
    )
  })
})
