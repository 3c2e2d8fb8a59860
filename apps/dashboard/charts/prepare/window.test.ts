import { expect, it } from 'vitest'
import { MINUTE } from '../../lib/ranges.ts'
import { bucketAt, T0 } from './testing.ts'
import { shownBuckets, trendWindow } from './window.ts'

const known = [bucketAt(0, 1), bucketAt(50, 2), bucketAt(59, 3)]
const now = T0 + 59 * MINUTE + 20_000

it('ends with the running minute and leads in with what the sliding shares need', () => {
  const window = trendWindow(known, { range: '15m', zoom: null }, now)
  expect([window.from, window.to]).toEqual([T0 + 45 * MINUTE, T0 + 60 * MINUTE])
  expect(window.buckets).toHaveLength(15 + 4)
  expect(shownBuckets(window).map(({ posts }) => posts)).toEqual([0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 3])
  expect(window.before).toHaveLength(60)
})

it('shows whole buckets of a zoom and compares it with the hour before', () => {
  const window = trendWindow(known, { range: '1h', zoom: { from: T0 + 49.5 * MINUTE, to: T0 + 51.2 * MINUTE } }, now)
  expect(shownBuckets(window).map(({ posts }) => posts)).toEqual([0, 2, 0])
  expect(window.before[0]?.start).toBe(new Date(T0 - 11 * MINUTE).toISOString())
})
