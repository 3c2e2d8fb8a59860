import type { DeadRecord } from '@groundswell/shared/scored-post.ts'
import { expect, test, vi } from 'vitest'
import type { Encoded } from '../model/encoded.ts'
import { BatchFailed } from '../model/scoring-pool.ts'
import { logRecord, never } from '../testing.ts'
import { parseRecord } from './parse-record.ts'
import type { Arrival, EncodedPost, ParsedPost } from './records.ts'
import { createScorePosts } from './score-posts.ts'

const parsed = (id: string) => parseRecord(logRecord({ id, text: id })) as ParsedPost
const encoded = (id: string, known: boolean): EncodedPost => ({
  ...parsed(id),
  lang: known ? 'en' : 'de',
  brands: ['b'],
  scorable: known,
  input: known ? id : null,
  encoded: known ? { key: id, ids: [Int32Array.of(1)], length: 1 } : null,
})

const control: Encoded = { key: 'control', ids: [Int32Array.of(1)], length: 1 }
const failed = vi.fn()
const model = { labels: ['joy', 'anger', 'fear'] as const, thresholds: [0.3, 0.3, 0.5], model: 'm@1', control, failed }

test('scores the posts of a batch together and keeps everything in its place', async () => {
  const score = vi.fn(async () => [Float32Array.of(0.1, 0.9, 0.5), Float32Array.of(0.2, 0.1, 0)])
  const scorePosts = createScorePosts({ ...model, score })
  const dead = parseRecord(logRecord('nonsense')) as DeadRecord
  const arrivals: Arrival<EncodedPost>[] = [encoded('a', true), dead, encoded('b', false), encoded('c', true)]
  const scored = await scorePosts(arrivals, never)

  expect(score).toHaveBeenCalledOnce()
  expect(scored).toEqual([
    {
      ...parsed('a'),
      lang: 'en',
      brands: ['b'],
      model: 'm@1',
      scores: { joy: 1000, anger: 9000, fear: 5000 },
      emotions: ['anger', 'fear'],
      top: 'anger',
    },
    dead,
    { ...parsed('b'), lang: 'de', brands: ['b'], model: 'm@1', scores: null, emotions: [], top: null },
    { ...parsed('c'), lang: 'en', brands: ['b'], model: 'm@1', scores: { joy: 2000, anger: 1000, fear: 0 }, emotions: [], top: 'joy' },
  ])
})

test('a post that the model fails on becomes a dead letter, and the others are scored', async () => {
  const score = vi.fn(async (inputs: Encoded[]) => {
    if (inputs.some(({ key }) => key === 'poison')) throw new BatchFailed('indices element out of data bounds')
    return inputs.map(() => Float32Array.of(0.1, 0.9, 0.5))
  })
  const arrivals = [encoded('a', true), encoded('poison', true), encoded('b', false), encoded('c', true)]
  const scored = await createScorePosts({ ...model, score })(arrivals, never)
  expect(scored).toMatchObject([
    { id: 'a', top: 'anger' },
    { kind: 'dead', origin: parsed('poison').origin, reason: 'could not be processed: scorePosts failed' },
    { id: 'b', scores: null },
    { id: 'c', top: 'anger' },
  ])
  expect(failed).toHaveBeenCalledExactlyOnceWith('scorePosts', expect.any(BatchFailed))
})

test.each([
  ['the device fails on everything', () => new BatchFailed('device lost')],
  ['the threads are gone', () => new Error('no other could take over')],
])('no post pays for it where %s', async (_, reason) => {
  failed.mockClear()
  const score = () => Promise.reject(reason())
  await expect(createScorePosts({ ...model, score })([encoded('a', true)], never)).rejects.toThrow(reason().message)
  expect(failed).not.toHaveBeenCalled()
})
