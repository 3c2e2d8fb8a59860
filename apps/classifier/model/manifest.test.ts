import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UserError } from '@groundswell/shared/errors.ts'
import { describe, expect, test } from 'vitest'
import { copyOfModel, TINY_MODEL, temporaryFolder } from '../testing.ts'
import { loadManifest } from './manifest.ts'

type Json = Record<string, unknown>
const members = (json: Json) => json['members'] as Json[]

test('a whole ensemble', () => {
  const manifest = loadManifest(TINY_MODEL)
  expect(manifest).toMatchObject({ id: 'tiny@0.0.1', languages: ['en'], maxTokens: 64 })
  expect(manifest.labels).toHaveLength(28)
  expect(manifest.thresholds).toEqual(manifest.labels.map(() => 0.3))
  expect(manifest.members.map(({ weight, temperature, bias }) => [weight, temperature, bias[27]])).toEqual([
    [0.6, 1.2, 0],
    [0.4, 0.5, 0.1],
  ])
})

test('a directory without ensemble.json is one member with temperature 1 and threshold 0.5', () => {
  const manifest = loadManifest(join(TINY_MODEL, 'bce'))
  expect(manifest).toMatchObject({ name: 'bce', maxTokens: 64, members: [{ weight: 1, temperature: 1 }] })
  expect(manifest.id).toMatch(/^bce@[0-9a-f]{12}$/)
  expect(new Set(manifest.thresholds)).toEqual(new Set([0.5]))
})

test('any labels, under the names that the config has; every language unless it says which', () => {
  using folder = temporaryFolder()
  const { directory, change } = copyOfModel(folder.path)
  change('bce/config.json', (json) => {
    json['id2label'] = Object.fromEntries(
      Array.from({ length: 28 }, (_, index) => [index, index === 0 ? 'große Freude' : `LABEL_${index}`]),
    )
    delete json['problem_type']
    delete json['groundswell']
  })
  expect(loadManifest(join(directory, 'bce'))).toMatchObject({
    languages: ['*'],
    labels: { 0: 'große Freude', 27: 'LABEL_27', length: 28 },
  })
  change('bce/config.json', (json) => Object.assign(json, { groundswell: { languages: ['de', 'fr'] } }))
  expect(loadManifest(join(directory, 'bce')).languages).toEqual(['de', 'fr'])
})

test('graphs as others name them: model_quantized.onnx, and beside config.json', () => {
  using folder = temporaryFolder()
  const { directory } = copyOfModel(folder.path)
  const member = join(directory, 'bce')
  for (const name of ['model.onnx', 'model_fp16.onnx']) rmSync(join(member, 'onnx', name), { force: true })
  renameSync(join(member, 'onnx/model_int8.onnx'), join(member, 'onnx/model_quantized.onnx'))
  expect(loadManifest(member).members[0]?.graphs).toEqual({ int8: join(member, 'onnx/model_quantized.onnx') })
  renameSync(join(member, 'onnx/model_quantized.onnx'), join(member, 'model.onnx'))
  expect(loadManifest(member).members[0]?.graphs).toEqual({ fp32: join(member, 'model.onnx') })
})

test('other weights beside the same graph are another version', () => {
  using folder = temporaryFolder()
  const directory = join(folder.path, 'model')
  cpSync(join(dirname(TINY_MODEL), 'tiny-multilingual'), directory, { recursive: true })
  const before = loadManifest(directory).version
  const weights = join(directory, 'onnx/model.onnx_data')
  writeFileSync(
    weights,
    readFileSync(weights).map((byte) => byte ^ 1),
  )
  expect(loadManifest(directory).version).not.toBe(before)
})

describe('is refused with file and field', () => {
  const cases: [string, string, (json: Json) => void, string[]][] = [
    ['weights', 'ensemble.json', (json) => Object.assign(members(json)[0] ?? {}, { weight: 0.5 }), ['members', 'weights sum to 0.9']],
    [
      'a threshold that is missing',
      'ensemble.json',
      (json) => delete (json['thresholds'] as Json)['joy'],
      ['thresholds.joy', 'is missing'],
    ],
    ['a threshold too many', 'ensemble.json', (json) => Object.assign(json['thresholds'] as Json, { hunger: 0.5 }), ['thresholds.hunger']],
    ['a threshold of 0', 'ensemble.json', (json) => Object.assign(json['thresholds'] as Json, { joy: 0 }), ['thresholds.joy', 'over 0']],
    [
      'a label without a threshold',
      'ensemble.json',
      (json) => Object.assign(json['labels'] as string[], ['hunger']),
      ['thresholds.hunger'],
    ],
    ['an empty label', 'ensemble.json', (json) => Object.assign(json['labels'] as string[], ['']), ['labels.0', 'empty']],
    ['a language', 'ensemble.json', (json) => Object.assign(json, { languages: ['English'] }), ['languages.0', '"*" for all']],
    ['a label twice', 'ensemble.json', (json) => Object.assign(json['labels'] as string[], ['joy']), ['labels.17', 'twice']],
    [
      'a bias too short',
      'ensemble.json',
      (json) => Object.assign(members(json)[1] ?? {}, { bias: [0.1] }),
      ['members.1.bias', '1 entries'],
    ],
    ['a temperature of 0', 'ensemble.json', (json) => Object.assign(members(json)[0] ?? {}, { temperature: 0 }), ['members.0.temperature']],
    [
      'NaN, which JSON writes as null',
      'ensemble.json',
      (json) => Object.assign(members(json)[0] ?? {}, { temperature: null }),
      ['temperature'],
    ],
    ['an unknown profile', 'ensemble.json', (json) => Object.assign(json, { normalise: 'x' }), ['normalise', 'plain, minilm']],
    ['an unknown field', 'ensemble.json', (json) => Object.assign(json, { softmax: true }), ['softmax']],
    ['a way out of the folder', 'ensemble.json', (json) => Object.assign(members(json)[0] ?? {}, { path: '../x' }), ['members.0.path']],
    [
      'a folder that is missing',
      'ensemble.json',
      (json) => Object.assign(members(json)[0] ?? {}, { path: 'x' }),
      ['x/config.json', 'missing'],
    ],
    [
      'softmax',
      'bce/config.json',
      (json) => Object.assign(json, { problem_type: 'single_label_classification' }),
      ['problem_type', 'softmax'],
    ],
    ['regression', 'bce/config.json', (json) => Object.assign(json, { problem_type: 'regression' }), ['problem_type', 'is regression;']],
    [
      'a model that is no classifier',
      'bce/config.json',
      (json) => Object.assign(json, { architectures: ['BertForMaskedLM'] }),
      ['architectures', 'BertForMaskedLM: not a classifier'],
    ],
    [
      'labels in another order',
      'bce/config.json',
      (json) => Object.assign(json['id2label'] as Json, { 0: 'joy', 17: 'admiration' }),
      ['id2label.0', 'is joy'],
    ],
    [
      'labels of another model',
      'focal/config.json',
      (json) => Object.assign(json['id2label'] as Json, { 3: 'LABEL_3' }),
      ['id2label.3', 'LABEL_3'],
    ],
    ['no labels', 'bce/config.json', (json) => delete json['id2label'], ['id2label']],
    ['a member that lacks a label', 'bce/config.json', (json) => delete (json['id2label'] as Json)['27'], ['id2label.27', 'missing']],
  ]
  test.each(cases)('%s', (_, file, edit, parts) => {
    using folder = temporaryFolder()
    const { directory, change } = copyOfModel(folder.path)
    change(file, edit)
    expect(() => loadManifest(directory)).toThrow(UserError)
    for (const part of [...parts, parts[0]?.includes('/') ? '' : file]) expect(() => loadManifest(directory)).toThrow(part)
  })

  test.each([
    ['bce/tokenizer.json', 'tokenizer.json: is missing'],
    ['bce/tokenizer_config.json', 'tokenizer_config.json: is missing'],
    ['bce/onnx', 'holds none of'],
  ])('without %s', (file, message) => {
    using folder = temporaryFolder()
    const { directory } = copyOfModel(folder.path)
    rmSync(join(directory, file), { recursive: true })
    expect(() => loadManifest(directory)).toThrow(message)
  })

  test('broken JSON, and an empty folder', () => {
    using folder = temporaryFolder()
    const { directory } = copyOfModel(folder.path)
    writeFileSync(join(directory, 'ensemble.json'), '{')
    expect(() => loadManifest(directory)).toThrow('ensemble.json: is not JSON')
    expect(() => loadManifest(folder.path)).toThrow('neither ensemble.json nor config.json')
  })
})
