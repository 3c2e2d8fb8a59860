import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../lib/ranges.ts'
import { bucketAt, T0 } from './testing.ts'
import { topLine } from './top-line.ts'

const clock = (time: number) => new Date(time).toISOString().slice(11, 16)
const at = (minute: number) => T0 + minute * MINUTE + 30_000
const calmMinutes = (from: number, to: number, posts = 12) =>
  Array.from({ length: to - from }, (_, index) => bucketAt(from + index, posts, { approval: 5, anger: 1, neutral: 4 }))

describe('topLine', () => {
  it('is calm when nothing stands out, and says what leads', () => {
    const line = topLine(calmMinutes(0, 60), at(59), clock)
    expect(line).toMatchObject({ tone: 'calm', text: 'Calm. 720 posts in the last hour, most often approval.' })
  })

  it('names the anger, how far it is above its usual share and since when', () => {
    const angry = [50, 51, 52, 53, 54].map((minute) => bucketAt(minute, 12, { anger: 6, approval: 2 }))
    const line = topLine([...calmMinutes(0, 50), ...angry], at(54), clock)
    expect(line.tone).toBe('alarm')
    expect(line.emotion).toBe('anger')
    expect(line.text).toMatch(/^Anger is \d(\.\d)?x its usual share since 12:50\.$/)
  })

  it('sees a wave that is minutes old after a start that is minutes old', () => {
    const minutes = [...calmMinutes(0, 2, 40), bucketAt(2, 40, { anger: 20 }), bucketAt(3, 40, { anger: 22 })]
    expect(topLine(minutes, at(3), clock)).toMatchObject({ tone: 'alarm', emotion: 'anger' })
  })

  it('only notices what is not negative', () => {
    const happy = [55, 56, 57, 58, 59].map((minute) => bucketAt(minute, 12, { joy: 8 }))
    expect(topLine([...calmMinutes(0, 55), ...happy], at(59), clock)).toMatchObject({ tone: 'notice', emotion: 'joy' })
  })

  it('claims nothing below the floor', () => {
    const few = [bucketAt(58, 14, { anger: 14 }), bucketAt(59, 15, { anger: 15 })]
    expect(topLine(few, at(59), clock)).toMatchObject({ tone: 'unknown', text: 'Too few posts to say: 29 posts in the last hour.' })
    const unscored = calmMinutes(0, 60).map((bucket) => ({ ...bucket, scored: 0, emotions: {} }))
    expect(topLine(unscored, at(59), clock).tone).toBe('unknown')
  })

  it('does not compare shares with a before that is too thin', () => {
    const minutes = [bucketAt(50, 5, { joy: 5 }), bucketAt(58, 40, { anger: 40 }), bucketAt(59, 40, { anger: 40 })]
    expect(topLine(minutes, at(59), clock)).toMatchObject({ tone: 'notice', emotion: null, text: expect.stringContaining('Posts come') })
  })

  it('does not call silence calm', () => {
    expect(topLine(calmMinutes(0, 50), at(59), clock)).toMatchObject({ tone: 'unknown', text: 'No posts since 12:50.' })
    expect(topLine([], at(59), clock)).toMatchObject({ tone: 'unknown', text: 'No posts in the last hour.' })
  })

  it('notices a rush of posts', () => {
    const rush = [55, 56, 57, 58, 59].map((minute) => bucketAt(minute, 48, { approval: 20, anger: 4, neutral: 16 }))
    const line = topLine([...calmMinutes(0, 55), ...rush], at(59), clock)
    expect(line).toMatchObject({ tone: 'notice', text: 'Posts come 4.0x as fast as usual.' })
  })

  it('notices a rush right after the start, and not that the stream picks up', () => {
    const quiet = [bucketAt(55, 3, { neutral: 3 }), bucketAt(56, 6, { neutral: 6 })]
    const rush = [bucketAt(57, 46, { neutral: 40 }), bucketAt(58, 58, { neutral: 50 })]
    expect(topLine([...quiet, ...rush], at(58), clock).text).toBe('Posts come 12x as fast as usual.')
    const start = [bucketAt(56, 38, { neutral: 38 }), bucketAt(57, 110, { neutral: 110 }), bucketAt(58, 130, { neutral: 130 })]
    expect(topLine(start, at(58), clock).tone).toBe('calm')
  })

  it('hardly ever takes chance for news', () => {
    let state = 1
    // A small linear congruential generator (Numerical Recipes): the same hours in every run.
    const roll = () => {
      state = (1664525 * state + 1013904223) % 2 ** 32
      return state / 2 ** 32
    }
    const hours = Array.from({ length: 300 }, () =>
      Array.from({ length: 60 }, (_, minute) => {
        const times = (share: number) => Array.from({ length: 12 }, roll).filter((value) => value < share).length
        return bucketAt(minute, 12, { anger: times(0.1), annoyance: times(0.1), joy: times(0.2), approval: times(0.3) })
      }),
    )
    const wrong = hours.filter((minutes) => topLine(minutes, at(59), clock).tone !== 'calm')
    expect(wrong.length).toBeLessThanOrEqual(3)
  })
})
