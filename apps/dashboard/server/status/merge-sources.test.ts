import { expect, test } from 'vitest'
import { mergeSources } from './merge-sources.ts'

const early = '2026-11-21T09:00:00.000Z'
const late = '2026-11-21T09:30:00.000Z'

test('the later of two last posts counts', () => {
  const running = [
    { name: 'bluesky', state: 'connected', lastPostAt: early },
    { name: 'http', state: 'open', lastPostAt: late },
    { name: 'demo', state: 'off', lastPostAt: null },
  ]
  const stored = [
    { source: 'bluesky', lastPostAt: late },
    { source: 'http', lastPostAt: early },
  ]
  expect(mergeSources(running, stored).map(({ name, lastPostAt }) => [name, lastPostAt])).toEqual([
    ['bluesky', late],
    ['http', late],
    ['demo', null],
  ])
})

test('sources that only the store knows come last; nobody knows a state while ingest is down', () => {
  const stored = [{ source: 'support-forum', lastPostAt: early }]
  expect(mergeSources([{ name: 'http', state: 'open', lastPostAt: null }], stored)[1]).toEqual({
    name: 'support-forum',
    state: 'idle',
    lastPostAt: early,
  })
  expect(mergeSources(null, stored)).toEqual([{ name: 'support-forum', state: 'unknown', lastPostAt: early }])
})
