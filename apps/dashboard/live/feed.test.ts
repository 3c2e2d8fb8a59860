import type { PostView, ServerEvents, TrendBucket } from '@groundswell/shared/live-events.ts'
import type { Changes } from '@groundswell/storage/emotion-store/queries/changes.ts'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Audience } from './audience.ts'
import { Feed } from './feed.ts'
import type { LiveStore } from './live-store.ts'
import { SHOWN_POSTS } from './room.ts'

type Sent = { to: string; event: string; payload: Parameters<ServerEvents['posts' | 'trend' | 'snapshot']>[0] }

const NOW = Date.UTC(2026, 10, 21, 9, 30, 10)
const MINUTE = '2026-11-21T09:30:00.000Z'
const nothing: Changes = { position: {}, posts: [], total: 0, removed: [], minutes: [] }

/** Watchers as sets of brands. */
class FakeAudience implements Audience {
  readonly sent: Sent[] = []
  watching: string[] = []
  waiting: string[] = []
  refreshed = 0

  watched = () => this.watching
  awaited = () => this.waiting
  isEmpty = () => this.watching.length + this.waiting.length === 0
  sortOutSlow = () => undefined
  status = () => undefined
  answer(brand: string, payload: Sent['payload']) {
    this.sent.push({ to: brand, event: 'snapshot', payload })
    this.waiting = this.waiting.filter((waiting) => waiting !== brand)
    this.watching = [...new Set([...this.watching, brand])]
  }
  posts(to: string, payload: Sent['payload']) {
    this.sent.push({ to, event: 'posts', payload })
  }
  trend(to: string, payload: Sent['payload']) {
    this.sent.push({ to, event: 'trend', payload })
  }
  refreshAll() {
    this.refreshed += 1
    this.waiting = [...this.waiting, ...this.watching]
    this.watching = []
  }
  take(event: string) {
    return this.sent.splice(0).filter((sent) => sent.event === event)
  }
}

/** A store that answers from what a test put into it. */
class FakeStore implements LiveStore {
  next: Changes = nothing
  buckets: TrendBucket[] = []
  newest: PostView[] = []
  asked: string[] = []
  down = false

  async #answer<T>(question: string, value: T): Promise<T> {
    this.asked.push(question)
    if (this.down) throw new Error('the store is away')
    return value
  }
  position = () => this.#answer('position', { '0': 5 })
  async changes() {
    const changes = await this.#answer('changes', this.next)
    this.next = nothing
    return changes
  }
  newestPosts = (brand: string) => this.#answer(`posts ${brand}`, this.newest)
  minutes = (brand: string) => this.#answer(`minutes ${brand}`, this.buckets)
}

const post = (id: string, brands: string[] = []) => ({ source: 'http', id, brands, time: MINUTE }) as unknown as PostView
const bucket = (start: string, posts: number): TrendBucket => ({ start, posts, scored: posts, authors: 1, emotions: {} })

let store: FakeStore
let audience: FakeAudience
let feed: Feed
beforeEach(() => {
  store = new FakeStore()
  audience = new FakeAudience()
  feed = new Feed(store, audience)
})

describe('arriving', () => {
  test('asks nothing while nobody is there', async () => {
    await feed.round(NOW)
    expect(store.asked).toEqual([])
  })

  test('takes the position before the snapshot, so that nothing falls between them', async () => {
    audience.waiting = ['']
    await feed.round(NOW)
    expect(store.asked).toEqual(['position', 'minutes ', 'posts '])
    expect(audience.take('snapshot')).toMatchObject([{ to: '', payload: { brand: null } }])
  })

  test('reads one snapshot for all who wait for a brand', async () => {
    audience.watching = ['']
    await feed.round(NOW)
    store.asked = []
    audience.waiting = ['acme', 'other']
    await feed.round(NOW + 250)
    expect(store.asked).toEqual(['changes', 'minutes acme', 'posts acme', 'minutes other', 'posts other'])
  })

  test('reads the minutes of a snapshot again, since their rollup may have been late', async () => {
    audience.waiting = ['']
    await feed.round(NOW)
    audience.take('snapshot')
    store.buckets = [bucket(MINUTE, 3)]
    await feed.round(NOW + 1_000)
    expect(audience.take('trend')).toMatchObject([{ payload: { buckets: [{ start: MINUTE, posts: 3 }] } }])
  })

  test('forgets its position when the last one leaves', async () => {
    audience.watching = ['']
    await feed.round(NOW)
    audience.watching = []
    await feed.round(NOW + 250)
    audience.watching = ['']
    store.asked = []
    await feed.round(NOW + 500)
    expect(store.asked).toEqual(['position'])
  })
})

describe('posts', () => {
  beforeEach(async () => {
    audience.watching = ['', 'acme', 'quiet']
    await feed.round(NOW)
  })

  test('go to the rooms of their brands and to everybody', async () => {
    store.next = { ...nothing, posts: [post('1'), post('2', ['acme'])], total: 2 }
    await feed.round(NOW + 250)
    expect(audience.take('posts')).toEqual([
      { to: '', event: 'posts', payload: { brand: null, posts: [post('1'), post('2', ['acme'])], removed: [], skipped: 0 } },
      { to: 'acme', event: 'posts', payload: { brand: 'acme', posts: [post('2', ['acme'])], removed: [], skipped: 0 } },
    ])
  })

  test('are the newest that a screen can show; the rest is counted', async () => {
    const posts = Array.from({ length: 50 }, (_, index) => post(String(index)))
    store.next = { ...nothing, posts, total: 50 }
    await feed.round(NOW + 250)
    const [all] = audience.take('posts')
    expect(all?.payload).toMatchObject({ posts: posts.slice(-SHOWN_POSTS), skipped: 50 - SHOWN_POSTS })
  })

  test('of a rare brand are read by themselves when not all could be read', async () => {
    store.next = { ...nothing, posts: [post('1'), post('2')], total: 5_000 }
    store.newest = [post('9', ['acme']), post('8', ['acme'])]
    await feed.round(NOW + 250)
    const sent = audience.take('posts')
    expect(sent.find(({ to }) => to === '')?.payload).toMatchObject({ skipped: 4_998 })
    expect(sent.find(({ to }) => to === 'acme')?.payload).toMatchObject({ posts: [{ id: '8' }, { id: '9' }], skipped: 0 })
  })

  test('that were deleted are told in every room', async () => {
    store.next = { ...nothing, removed: [{ source: 'http', id: '1' }] }
    await feed.round(NOW + 250)
    expect(audience.take('posts').map(({ to, payload }) => [to, payload])).toEqual(
      ['', 'acme', 'quiet'].map((to) => [
        to,
        { brand: to === '' ? null : to, posts: [], removed: [{ source: 'http', id: '1' }], skipped: 0 },
      ]),
    )
  })

  test('deleted in great number are told by new snapshots', async () => {
    store.next = { ...nothing, removed: Array.from({ length: 1_001 }, (_, id) => ({ source: 'http', id: String(id) })) }
    await feed.round(NOW + 250)
    expect(audience.refreshed).toBe(1)
    expect(audience.take('snapshot')).toHaveLength(3)
  })
})

describe('trends', () => {
  const touch = (...minutes: Changes['minutes']) => {
    store.next = { ...nothing, minutes }
  }
  beforeEach(async () => {
    audience.watching = ['acme']
    await feed.round(NOW)
  })

  test('are read once a second, and once more because the rollup may have been late', async () => {
    touch({ brand: 'acme', start: MINUTE }, { brand: '', start: MINUTE }, { brand: 'other', start: MINUTE })
    store.buckets = [bucket(MINUTE, 1)]
    await feed.round(NOW + 250)
    expect(audience.take('trend')).toEqual([])
    await feed.round(NOW + 1_000)
    expect(audience.take('trend')).toEqual([{ to: 'acme', event: 'trend', payload: { brand: 'acme', buckets: [bucket(MINUTE, 1)] } }])
    store.buckets = [bucket(MINUTE, 2)]
    await feed.round(NOW + 2_000)
    expect(audience.take('trend')).toMatchObject([{ payload: { buckets: [{ posts: 2 }] } }])
    await feed.round(NOW + 3_000)
    expect(audience.take('trend')).toEqual([])
  })

  test('say so when a minute holds no post any more', async () => {
    touch({ brand: 'acme', start: MINUTE })
    await feed.round(NOW + 1_000)
    expect(audience.take('trend')).toMatchObject([{ payload: { buckets: [{ start: MINUTE, posts: 0, emotions: {} }] } }])
  })

  test('leave out minutes that no live page keeps, and those that were not touched', async () => {
    const old = '2026-11-20T09:30:00.000Z'
    touch({ brand: 'acme', start: old }, { brand: 'acme', start: '2026-11-21T09:20:00.000Z' }, { brand: 'acme', start: MINUTE })
    store.buckets = [bucket('2026-11-21T09:20:00.000Z', 1), bucket('2026-11-21T09:25:00.000Z', 1), bucket(MINUTE, 1)]
    await feed.round(NOW + 1_000)
    const starts = audience
      .take('trend')
      .flatMap(({ payload }) => ('buckets' in payload ? payload.buckets : []))
      .map(({ start }) => start)
    expect(starts).toEqual(['2026-11-21T09:20:00.000Z', MINUTE])
  })
})

describe('a store that is away', () => {
  beforeEach(async () => {
    audience.watching = ['acme']
    await feed.round(NOW)
  })

  test('loses nothing: the next round goes on from the same position, also with trends', async () => {
    store.next = { ...nothing, minutes: [{ brand: 'acme', start: MINUTE }] }
    await feed.round(NOW + 250)
    store.down = true
    await expect(feed.round(NOW + 1_000)).rejects.toThrow('away')
    store.down = false
    store.buckets = [bucket(MINUTE, 7)]
    await feed.round(NOW + 2_000)
    expect(audience.take('trend')).toMatchObject([{ payload: { buckets: [{ posts: 7 }] } }])
  })

  test('for long is told by new snapshots', async () => {
    store.down = true
    await expect(feed.round(NOW + 1_000)).rejects.toThrow('away')
    store.down = false
    await feed.round(NOW + 60_000)
    expect(audience.refreshed).toBe(1)
    expect(audience.take('snapshot')).toHaveLength(1)
  })
})
