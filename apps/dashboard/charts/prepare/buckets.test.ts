import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../lib/ranges.ts'
import { refreshWithMinutes } from './add-buckets.ts'
import { fillBuckets } from './fill-buckets.ts'
import { tally } from './tally.ts'
import { bucketAt, T0 } from './testing.ts'

describe('fillBuckets', () => {
  it('puts in the minutes without posts, in order, whatever order they came in', () => {
    const filled = fillBuckets([bucketAt(3, 7), bucketAt(1, 5)], T0, T0 + 5 * MINUTE, MINUTE)
    expect(filled.map(({ posts }) => posts)).toEqual([0, 5, 0, 7, 0])
    expect(filled.map(({ start }) => Date.parse(start))).toEqual([0, 1, 2, 3, 4].map((minute) => T0 + minute * MINUTE))
  })

  it('loses no post inside the span and takes none from outside', () => {
    const minutes = fc.uniqueArray(fc.integer({ min: -30, max: 90 }), { maxLength: 60 })
    fc.assert(
      fc.property(minutes, (starts) => {
        const filled = fillBuckets(
          starts.map((minute) => bucketAt(minute, 1)),
          T0,
          T0 + HOUR,
          MINUTE,
        )
        expect(filled).toHaveLength(60)
        expect(tally(filled).posts).toBe(starts.filter((minute) => minute >= 0 && minute < 60).length)
      }),
    )
  })
})

describe('refreshWithMinutes', () => {
  it('replaces a coarse bucket that the minutes cover and keeps one they only touch', () => {
    const coarse = [bucketAt(0, 100, { joy: 40 }), bucketAt(10, 50, { joy: 20 })]
    const minutes = [bucketAt(8, 3), bucketAt(10, 30, { joy: 9 }), bucketAt(14, 40, { joy: 8, anger: 2 })]
    const merged = refreshWithMinutes(coarse, minutes, T0 + 8 * MINUTE, 10 * MINUTE)
    expect(merged.map(({ posts }) => posts)).toEqual([100, 70])
    expect(merged[1]?.emotions).toEqual({ joy: { count: 17, expected: 17 }, anger: { count: 2, expected: 2 } })
  })

  it('adds the bucket that the fetched answer could not know yet, and does nothing twice', () => {
    const coarse = [bucketAt(0, 100)]
    const minutes = [bucketAt(10, 4), bucketAt(11, 5)]
    const once = refreshWithMinutes(coarse, minutes, T0 + 10 * MINUTE, 10 * MINUTE)
    expect(once.map(({ posts }) => posts)).toEqual([100, 9])
    expect(refreshWithMinutes(once, minutes, T0 + 10 * MINUTE, 10 * MINUTE)).toEqual(once)
  })
})
