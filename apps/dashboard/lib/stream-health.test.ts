import type { Status } from '@groundswell/shared/live-events.ts'
import { expect, it } from 'vitest'
import { isDemo, partsDown, sourceHealth, unsupportedShare } from './stream-health.ts'

const status = (more: Partial<Status>) =>
  ({ sources: [], stages: [], missing: [], scored: 0, unsupported: 0, ...more }) as unknown as Status

it.each([
  ['connected', 'good'],
  ['playing demo', 'good'],
  ['open', 'good'],
  ['connecting', 'pending'],
  ['reconnecting', 'bad'],
  ['paused: disk nearly full', 'bad'],
  ['something new', 'bad'],
])('a source that is %s is %s', (state, health) => expect(sourceHealth({ state })).toBe(health))

it('says demo only while it plays', () => {
  expect(isDemo(status({ sources: [{ name: 'demo', state: 'playing demo', lastPostAt: null }] }))).toBe(true)
  expect(isDemo(status({ sources: [{ name: 'demo', state: 'ended', lastPostAt: null }] }))).toBe(false)
  expect(isDemo(null)).toBe(false)
})

it('knows the share of unsupported languages, or that it does not', () => {
  expect(unsupportedShare(status({ scored: 75, unsupported: 25 }))).toBe(0.25)
  expect(unsupportedShare(status({}))).toBeNull()
  expect(unsupportedShare(status({ scored: null }))).toBeNull()
})

it('names each part that is down once', () => {
  const stages = [
    { name: 'classifier', state: 'down' as const, waiting: 3 },
    { name: 'aggregator', state: 'ok' as const, waiting: 0 },
  ]
  expect(partsDown(status({ stages, missing: ['classifier', 'store'] }))).toEqual(['classifier', 'store'])
})
