import { describe, expect, it } from 'vitest'
import { formatAgo, formatCount, formatInterval, formatPoints, formatRatio, formatShare, formatSpan } from './format.ts'

const plain = (text: string) => text.replaceAll('\u202f', ' ')

describe('numbers', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1240, '1.24k'],
    [3_100_000, '3.1M'],
  ])('counts %d as %s', (count, text) => expect(formatCount(count)).toBe(text))

  it.each([
    [0, '0 %'],
    [0.0004, '<0.1 %'],
    [0.0312, '3.1 %'],
    [0.0999, '10 %'],
    [0.184, '18 %'],
    [1, '100 %'],
  ])('writes the share %d as %s', (share, text) => expect(plain(formatShare(share))).toBe(text))

  it('writes intervals with the precision they have', () => {
    expect(plain(formatInterval(0.1, 0.142))).toBe('10–14 %')
    expect(plain(formatInterval(0.011, 0.042))).toBe('1.1–4.2 %')
  })

  it('writes differences in points and ratios', () => {
    expect(plain(formatPoints(0.032))).toBe('+3.2 pt')
    expect(plain(formatPoints(-0.18))).toBe('−18 pt')
    expect(formatRatio(2.44)).toBe('2.4x')
    expect(formatRatio(12.3)).toBe('12x')
  })
})

describe('times', () => {
  it.each([
    [900, '1 s'],
    [59_000, '59 s'],
    [61_000, '1 min'],
    [7_200_000, '2 h'],
    [200_000_000, '2 d'],
  ])('says %d ms as %s', (span, text) => expect(plain(formatSpan(span))).toBe(text))

  it('calls the last two seconds now', () => {
    expect(formatAgo(1000, 2500)).toBe('now')
    expect(plain(formatAgo(1000, 6000))).toBe('5 s')
  })
})
