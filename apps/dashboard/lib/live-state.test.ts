import type { PostView, TrendBucket } from '@groundswell/shared/live-events.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyEvent, EMPTY_LIVE, KEPT_POSTS, keyOf, type LiveEvent, type LiveState } from './live-state.ts'
import { KEPT_MINUTES, MINUTE } from './ranges.ts'

const T0 = Date.UTC(2026, 10, 21, 12, 0)

const bucket = (minute: number, posts = minute + 1): TrendBucket => ({
  start: new Date(T0 + minute * MINUTE).toISOString(),
  posts,
  scored: posts,
  authors: 1,
  emotions: { joy: { count: 1, expected: 0.9 } },
})
const post = (number: number, text = `post ${number}`): PostView => ({
  source: 'http',
  id: String(number),
  author: null,
  time: new Date(T0 + number * 1000).toISOString(),
  lang: 'en',
  brands: [],
  text,
  url: null,
  replyTo: null,
  topEmotion: 'joy',
  emotions: [{ label: 'joy', score: 0.9 }],
  scores: { joy: 0.9 },
  modelVersion: 'test@1',
})

const trend = (buckets: TrendBucket[]): LiveEvent => ({ type: 'trend', trend: { brand: null, buckets } })
const posts = (added: PostView[], removed: number[] = []): LiveEvent => ({
  type: 'posts',
  posts: { brand: null, posts: added, removed: removed.map((id) => ({ source: 'http', id: String(id) })), skipped: 0 },
})
const snapshot = (buckets: TrendBucket[], newest: PostView[]): LiveEvent => ({
  type: 'snapshot',
  snapshot: { brand: null, buckets, posts: newest },
  at: T0 + 60 * MINUTE,
})
const after = (events: LiveEvent[], from: LiveState = EMPTY_LIVE) => events.reduce(applyEvent, from)

/** What a reader can see. */
const shown = (state: LiveState) => ({
  minutes: [...state.minutes.keys()].sort().map((start) => state.minutes.get(start)),
  posts: state.posts,
})

const minute = fc.integer({ min: 0, max: 59 })
const id = fc.integer({ min: 0, max: 150 })
/** Pieces of one truth: each bucket has one value, each post one text. Any of them may come in any order, any number of times. */
const piece: fc.Arbitrary<LiveEvent> = fc.oneof(
  fc.array(minute, { minLength: 1, maxLength: 5 }).map((minutes) => trend(minutes.map((at) => bucket(at)))),
  fc.tuple(fc.array(id, { maxLength: 5 }), fc.array(id, { maxLength: 2 })).map(([added, removed]) =>
    posts(
      added.map((at) => post(at)),
      removed,
    ),
  ),
)
const pieces = fc.array(piece, { maxLength: 30 })

describe('live state', () => {
  it('is the same whatever the order and the repetition of trend and posts', () => {
    const shuffled = pieces.chain((events) =>
      fc.tuple(
        fc.constant(events),
        fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2, maxLength: events.length * 2 }),
      ),
    )
    fc.assert(
      fc.property(shuffled, ([events, mixed]) => {
        expect(shown(after(mixed))).toEqual(shown(after(events)))
      }),
    )
  })

  it('does not change when any event, the snapshot too, is applied once more', () => {
    const any = fc.oneof(
      piece,
      fc.tuple(fc.array(minute), fc.array(id)).map(([at, ids]) =>
        snapshot(
          at.map((start) => bucket(start)),
          ids.map((one) => post(one)),
        ),
      ),
    )
    fc.assert(
      fc.property(fc.array(any, { maxLength: 20 }), any, (before, event) => {
        const once = applyEvent(after(before), event)
        expect(shown(applyEvent(once, event))).toEqual(shown(once))
      }),
    )
  })

  it('shows after a lost connection what someone sees who has just come', () => {
    const hour = Array.from({ length: 60 }, (_, at) => bucket(at, 7))
    const fresh = snapshot(hour, [post(1), post(2)])
    fc.assert(
      fc.property(pieces, pieces, (before, since) => {
        const stayed = after([...before, { type: 'disconnected', at: 1 }, { type: 'connected' }, fresh, ...since])
        const came = after([{ type: 'connected' }, fresh, ...since])
        expect(shown(stayed)).toEqual(shown(came))
      }),
    )
  })

  it('takes a removed post off at once and lets it not come back', () => {
    const state = after([posts([post(1), post(2)]), posts([], [1]), posts([post(1)]), snapshot([bucket(0)], [post(1), post(2)])])
    expect(state.posts.map(keyOf)).toEqual(['http/2'])
  })

  it('shows an edit in place', () => {
    const state = after([posts([post(1), post(2)]), posts([post(1, 'edited')])])
    expect(state.posts.map(({ text }) => text)).toEqual(['post 2', 'edited'])
  })

  it('keeps bounded memory, the newest of both', () => {
    const many = after([trend(Array.from({ length: 300 }, (_, at) => bucket(at))), posts(Array.from({ length: 500 }, (_, at) => post(at)))])
    expect(many.minutes.size).toBe(KEPT_MINUTES + 1)
    expect(many.posts).toHaveLength(KEPT_POSTS)
    expect(many.posts[0]?.id).toBe('499')
  })

  it('empties a minute that the snapshot does not know any more, and keeps older ones', () => {
    const state = after([trend([bucket(-5), bucket(10), bucket(20)]), snapshot([bucket(20)], [])])
    expect(shown(state).minutes.map((one) => one?.start)).toEqual([bucket(-5), bucket(20)].map(({ start }) => start))
  })

  it('lets history fill older minutes and never overwrite live ones', () => {
    const state = after([snapshot([bucket(5, 50)], []), { type: 'history', brand: null, buckets: [bucket(4, 40), bucket(5, 1)] }])
    expect(shown(state).minutes.map((one) => one?.posts)).toEqual([40, 50])
  })

  it('forgets another brand and ignores its late events', () => {
    const state = after([snapshot([bucket(1)], [post(1)]), { type: 'watch', brand: 'acme' }, trend([bucket(2)]), posts([post(2)])])
    expect(state).toMatchObject({ brand: 'acme', loaded: false, posts: [] })
    expect(state.minutes.size).toBe(0)
  })

  it('remembers since when the connection is lost, until the snapshot', () => {
    const lost = after([snapshot([bucket(1)], []), { type: 'disconnected', at: 5 }, { type: 'disconnected', at: 9 }])
    expect(lost).toMatchObject({ connection: 'lost', lostAt: 5, loaded: true })
    expect(after([{ type: 'connected' }, snapshot([bucket(1)], [])], lost)).toMatchObject({ connection: 'connected', lostAt: null })
  })
})
