import type { PostView, ServerEvents, TrendBucket } from '@groundswell/shared/live-events.ts'

/** Brand of a room in the store: the empty brand counts every post once. */
export const ALL = ''

/** What a screen can show of one tick. */
export const SHOWN_POSTS = 20
/** Minutes that a live page keeps; what changes further back is found when somebody asks for it. */
export const LIVE_MINUTES = 125
const MINUTE_MS = 60_000
/** Rows become visible a moment before their rollup, so a minute is read again in the round after. */
const ROUNDS = 2

type Payload<Event extends keyof ServerEvents> = Parameters<ServerEvents[Event]>[0]

/** What the watchers of one brand (or of everything) have still to be told. Holds a tick's worth at most. */
export class Room {
  readonly brand: string
  readonly #touched = new Map<string, number>()

  constructor(brand: string) {
    this.brand = brand
  }

  /** The minutes to read again now; each is named in two rounds after it was last touched. */
  takeTouched(): string[] {
    const minutes = [...this.#touched.keys()].sort()
    for (const [start, rounds] of this.#touched) {
      if (rounds > 1) this.#touched.set(start, rounds - 1)
      else this.#touched.delete(start)
    }
    return minutes
  }

  touch(starts: Iterable<string>, now: number): void {
    for (const start of starts) if (isLive(start, now)) this.#touched.set(start, ROUNDS)
    for (const start of this.#touched.keys()) if (!isLive(start, now)) this.#touched.delete(start)
  }
}

function isLive(start: string, now: number): boolean {
  return Date.parse(start) > now - LIVE_MINUTES * MINUTE_MS
}

export const publicBrand = (brand: string) => (brand === ALL ? null : brand)

/** The minute a time lies in, ISO 8601. */
export const minuteOf = (time: string | number) => new Date(Math.floor(new Date(time).getTime() / MINUTE_MS) * MINUTE_MS).toISOString()

/**
 * The posts of a tick for one room: its newest ones, as many as can be shown.
 * @param posts of this room, oldest first.
 * @param total how many new ones there are.
 */
export function postsEvent(
  brand: string,
  posts: PostView[],
  total: number,
  removed: { source: string; id: string }[],
): Payload<'posts'> | null {
  const shown = posts.slice(-SHOWN_POSTS)
  if (shown.length === 0 && removed.length === 0) return null
  return { brand: publicBrand(brand), posts: shown, removed, skipped: Math.max(0, total - shown.length) }
}

/** Whole values of the touched minutes; one that holds no post any more is sent as zero, or the screen would keep it. */
export function trendEvent(brand: string, touched: string[], buckets: TrendBucket[]): Payload<'trend'> {
  const known = new Map(buckets.map((bucket) => [bucket.start, bucket]))
  const empty = (start: string): TrendBucket => ({ start, posts: 0, scored: 0, authors: 0, emotions: {} })
  return { brand: publicBrand(brand), buckets: touched.map((start) => known.get(start) ?? empty(start)) }
}
