import { compileBrands } from '@groundswell/shared/brand-query/brand-query.ts'
import type { ScoredRecord } from '@groundswell/shared/scored-post.ts'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { loadManifest } from './model/manifest.ts'
import { type Scorer, startScorer } from './model/scorer.ts'
import { createPipeline, type Pipeline } from './pipeline.ts'
import { logRecord, never, TINY_MODEL } from './testing.ts'

let scorer: Scorer
let pipeline: Pipeline
const failed = vi.fn()
beforeAll(async () => {
  scorer = await startScorer(loadManifest(TINY_MODEL), { CLASSIFIER_DEVICE: 'cpu', CLASSIFIER_WORKERS: 2 })
  const match = compileBrands([{ id: 'lumo', query: 'lumo lang:en' }])
  pipeline = createPipeline({ match, scorer, partitions: [0, 1], failed, observe: () => undefined })
})
afterAll(() => scorer.close())

const run = async (values: unknown[]) => {
  const written = await pipeline(
    values.map((value, offset) => logRecord(value, offset)),
    never,
  )
  return written.map(({ value }) => JSON.parse(String(value)) as ScoredRecord)
}

test('a batch of everything: one outcome each, in order', async () => {
  const records = await run([
    { id: '1', text: 'I love my Lumo phone so much, best day', author: 'jo' },
    'garbage',
    { id: '2', text: 'ich habe heute wieder drei Stunden auf den Zug gewartet', lang: 'de' },
    { $op: 'delete', source: 'http', id: '1' },
    { $op: 'delete-author', source: 'http', author: 'jo' },
    Buffer.alloc(0),
  ])
  expect(records.map(({ kind, origin }) => `${origin.offset} ${kind}`)).toEqual([
    '0 post',
    '1 dead',
    '2 post',
    '3 delete',
    '4 delete-author',
    '4 delete-author',
    '5 dead',
  ])
  const [scored, , unsupported] = records
  expect(scored).toMatchObject({ source: 'http', id: '1', lang: 'en', brands: ['lumo'], model: 'tiny@0.0.1', author: 'jo', version: 0 })
  expect(scored).toHaveProperty('scores.joy', expect.any(Number))
  expect(scored).not.toHaveProperty('input')
  expect(scored).not.toHaveProperty('encoded')
  expect(scored).not.toHaveProperty('scorable')
  expect(unsupported).toMatchObject({ lang: 'de', brands: [], scores: null, emotions: [], top: null })
})

test('never throws and never loses a record, whatever the bytes', async () => {
  const post = fc.record({
    id: fc.string({ unit: 'binary', minLength: 1 }),
    text: fc.string({ unit: 'binary', minLength: 1, maxLength: 400 }),
  })
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array))
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(bytes, post, fc.json(), fc.object()), { maxLength: 40 }), async (values) => {
      const records = await run(values)
      expect(records.map(({ origin }) => origin.offset)).toEqual(values.map((_, offset) => offset))
    }),
    { numRuns: 150 },
  )
  expect(failed).not.toHaveBeenCalled()
})
