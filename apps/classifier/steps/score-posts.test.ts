import type { DeadRecord } from '@groundswell/shared/scored-post.ts'
import { expect, test, vi } from 'vitest'
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

test('scores the posts of a batch together and keeps everything in its place', async () => {
  const score = vi.fn(async () => [Float32Array.of(0.1, 0.9, 0.5), Float32Array.of(0.2, 0.1, 0)])
  const scorePosts = createScorePosts({ score, labels: ['joy', 'anger', 'fear'], thresholds: [0.3, 0.3, 0.5], model: 'm@1' })
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
