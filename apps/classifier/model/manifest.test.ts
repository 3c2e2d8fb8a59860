import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '@groundswell/shared/errors.ts'
import { describe, expect, test } from 'vitest'
import { copyOfModel, TINY_MODEL, temporaryFolder } from '../testing.ts'
import { findModel } from './find-model.ts'
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
    ['another label', 'ensemble.json', (json) => Object.assign(json['labels'] as string[], ['hunger']), ['labels.0', '"hunger"']],
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
    ['bce/onnx/model_int8.onnx', 'holds none of'],
  ])('without %s', (file, message) => {
    using folder = temporaryFolder()
    const { directory } = copyOfModel(folder.path)
    rmSync(join(directory, file))
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

describe('findModel', () => {
  test('relative names start at their base', () => {
    using folder = temporaryFolder()
    cpSync(TINY_MODEL, join(folder.path, 'mine'), { recursive: true })
    expect(findModel('mine', folder.path)).toBe(join(folder.path, 'mine'))
    expect(findModel('test/fixtures/tiny-model')).toBe(TINY_MODEL)
  })

  test('a name on the hub is refused with what to do', () => {
    expect(() => findModel('someone/some-model')).toThrow('Hugging Face hub is not supported yet')
    expect(() => findModel('/no/such/folder')).toThrow('is no directory')
  })
})
