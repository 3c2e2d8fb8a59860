export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

export const RANGES = ['15m', '1h', '24h'] as const
export type Range = (typeof RANGES)[number]

export type RangeSpec = {
  /** As a sentence says it: "in the last hour". */
  words: string
  label: string
  /** Length of the span and of one bucket, ms. */
  span: number
  step: number
  /** A share is taken over this many buckets, so that single posts don't make it jump. */
  sliding: number
  /** What "before" means for this span, ms and words. */
  before: number
  beforeWords: string
}

export const RANGE_SPECS: Record<Range, RangeSpec> = {
  '15m': {
    words: 'last 15 minutes',
    label: '15 min',
    span: 15 * MINUTE,
    step: MINUTE,
    sliding: 5,
    before: HOUR,
    beforeWords: 'the hour before',
  },
  '1h': { words: 'last hour', label: '1 h', span: HOUR, step: MINUTE, sliding: 5, before: HOUR, beforeWords: 'the hour before' },
  '24h': {
    words: 'last 24 hours',
    label: '24 h',
    span: 24 * HOUR,
    step: 10 * MINUTE,
    sliding: 3,
    before: 24 * HOUR,
    beforeWords: 'the day before',
  },
}

/** How far back the live page keeps minutes: an hour to show and the hour before it, with slack for the running minute. */
export const KEPT_MINUTES = 125
