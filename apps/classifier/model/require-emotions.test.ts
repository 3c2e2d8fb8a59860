import { join } from 'node:path'
import { EMOTIONS } from '@groundswell/shared/emotions.ts'
import { expect, test } from 'vitest'
import { TINY_MODEL } from '../testing.ts'
import { loadModel } from './current/load-model.ts'
import { requireEmotions } from './require-emotions.ts'

test('a subset of the 28 in any order', () => {
  expect(requireEmotions({ name: 'm', labels: [...EMOTIONS] })).toEqual(EMOTIONS)
  expect(requireEmotions({ name: 'm', labels: ['joy', 'anger'] })).toEqual(['joy', 'anger'])
})

test.each([['Joy'], ['LABEL_0'], ['toString'], ['__proto__']])('%s is refused by name', (label) => {
  expect(() => requireEmotions({ name: 'mine', labels: ['joy', label] })).toThrow(`mine has the label "${label}"`)
})

test('the stream refuses a model with other labels before it loads it', async () => {
  const directory = join(TINY_MODEL, '../tiny-multilingual')
  const config = { CLASSIFIER_DEVICE: 'cpu', CLASSIFIER_WORKERS: 1 } as const
  await expect(loadModel({ directory, config, events: {} })).rejects.toThrow(/tiny-multilingual has the label "Freude", which is none of/)
})
