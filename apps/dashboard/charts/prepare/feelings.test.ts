import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { byChange, feelings } from './feelings.ts'
import { difference, twoShareZ, wilson } from './interval.ts'
import { emotionSeries, groupSeries, rateSeries, sharedCeiling } from './series.ts'
import { tally } from './tally.ts'
import { bucketAt } from './testing.ts'

describe('wilson', () => {
  it('agrees with the published value for 10 of 100 at 90 %', () => {
    const { low, high } = wilson(0.1, 100)
    expect(low).toBeCloseTo(0.0608, 3)
    expect(high).toBeCloseTo(0.1602, 3)
  })

  it('always holds the share and stays within 0..1', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), (one, other) => {
        const [count, n] = [Math.min(one, other), Math.max(one, other)]
        const { share, low, high } = wilson(n === 0 ? 0 : count / n, n)
        expect(low).toBeGreaterThanOrEqual(0)
        expect(low).toBeLessThanOrEqual(share)
        expect(high).toBeGreaterThanOrEqual(share)
        expect(high).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('difference', () => {
  it('is clear for many posts and not for few', () => {
    expect(difference(wilson(0.2, 1000), wilson(0.1, 1000)).clear).toBe(true)
    expect(difference(wilson(0.2, 10), wilson(0.1, 10)).clear).toBe(false)
    expect(difference(wilson(0.2, 1000), wilson(0.2, 1000)).clear).toBe(false)
  })

  it('has the sign of the change', () => {
    expect(twoShareZ(30, 100, 10, 100)).toBeGreaterThan(3)
    expect(twoShareZ(10, 100, 30, 100)).toBeLessThan(-3)
    expect(twoShareZ(1, 0, 1, 10)).toBe(0)
  })
})

describe('feelings', () => {
  const now = tally([bucketAt(10, 100, { anger: 30, annoyance: 10, joy: 20, neutral: 40 })])
  const before = tally([bucketAt(0, 200, { anger: 10, joy: 80, neutral: 110 })])

  it('shares of groups add up to one', () => {
    const { groups } = feelings(now, before)
    expect(groups.reduce((sum, { estimate }) => sum + estimate.share, 0)).toBeCloseTo(1, 10)
    expect(groups.find(({ key }) => key === 'negative')?.estimate.share).toBeCloseTo(0.4, 10)
  })

  it('shares of emotions are of scored posts, the most frequent first, with their change', () => {
    const { emotions } = feelings(now, before)
    expect(emotions.slice(0, 3).map(({ key }) => key)).toEqual(['neutral', 'anger', 'joy'])
    expect(emotions[1]?.change).toMatchObject({ clear: true })
    expect(emotions[1]?.change?.points).toBeCloseTo(0.25, 10)
  })

  it('sorts a group by its change', () => {
    const order = byChange(feelings(now, before), 'negative').map(({ key }) => key)
    expect(order.slice(0, 2)).toEqual(['anger', 'annoyance'])
    expect(order).toHaveLength(11)
  })

  it('says below the floor that it is too little', () => {
    const few = tally([bucketAt(0, 29, { joy: 29 })])
    expect(feelings(few, before).enough).toBe(false)
    const unknownBefore = feelings(now, few)
    expect(unknownBefore.enoughBefore).toBe(false)
    expect(unknownBefore.emotions.every(({ change }) => change === null)).toBe(true)
  })

  it('posts in a language the model does not know do not count as scored', () => {
    expect(feelings(tally([bucketAt(0, 100, {}, 12)]), before)).toMatchObject({ posts: 100, scored: 12, enough: false })
  })
})

describe('series', () => {
  const buckets = [bucketAt(0, 10, { joy: 10 }), bucketAt(1, 10, { anger: 10 }), bucketAt(2, 0), bucketAt(3, 0), bucketAt(4, 0)]

  it('slide over the buckets before, and leave a gap where nothing can be said', () => {
    const { times, shares } = groupSeries(buckets, 2, 1)
    expect(times).toHaveLength(4)
    expect(shares.positive).toEqual([0.5, 0, null, null])
    expect(shares.negative).toEqual([0.5, 1, null, null])
    expect(emotionSeries(buckets, ['joy'], 1, 0).shares.joy).toEqual([1, 0, null, null, null])
  })

  it('give posts a minute for any bucket', () => {
    expect(rateSeries([bucketAt(0, 100), bucketAt(10, 5)], 600_000, 0).rates).toEqual([10, 0.5])
  })

  it('share one ceiling', () => {
    expect(sharedCeiling({ times: [0], shares: { joy: [0.12], love: [null] } }, 0.05)).toBeCloseTo(0.15, 10)
    expect(sharedCeiling({ times: [], shares: {} }, 0.05)).toBeCloseTo(0.05, 10)
  })
})
