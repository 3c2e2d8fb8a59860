import type { PostView } from '@groundswell/shared/live-events.ts'
import { MAX_AHEAD_MS } from '@groundswell/shared/post.ts'
import type { Changes, Position } from '@groundswell/storage/emotion-store/queries/changes.ts'
import type { Audience } from './audience.ts'
import type { LiveStore } from './live-store.ts'
import { ALL, minuteOf, postsEvent, publicBrand, Room, SHOWN_POSTS, trendEvent } from './room.ts'

const MINUTE_MS = 60_000
const SNAPSHOT_MS = 60 * MINUTE_MS
const SNAPSHOT_POSTS = 50
/** Posts read of one round of changes; of more than that each room reads its own newest. */
const ROUND_POSTS = 400
/** More deletes than this at once, or a longer silence, are told by new snapshots. */
const MAX_REMOVED = 1_000
const MAX_SILENCE_MS = 30_000
/** Snapshots made between two rounds, so that many arrivals cannot hold up those who watch. */
const SNAPSHOTS_A_ROUND = 20
const TREND_EVERY_MS = 1_000

type PostsEvent = ReturnType<typeof postsEvent>

/**
 * Tells the audience what changes in the store. One step after the other (changes, trends, snapshots), each reading no
 * older state than the one before and telling it before the next begins: so no late snapshot can ever cover newer
 * counts, whoever arrives when. Time comes from outside; `round` is called again and again by `runFeed`.
 */
export class Feed {
  readonly #store: LiveStore
  readonly #audience: Audience
  readonly #rooms = new Map<string, Room>()
  #position: Position | null = null
  #lastRound = 0
  #lastTrend = 0

  constructor(store: LiveStore, audience: Audience) {
    this.#store = store
    this.#audience = audience
  }

  /**
   * One round; throws when the store does not answer, and the next one goes on where the last good one ended.
   * @returns whether something had changed.
   */
  async round(now: number): Promise<boolean> {
    if (this.#audience.isEmpty()) {
      this.#position = null
      this.#rooms.clear()
      return false
    }
    this.#audience.sortOutSlow(now)
    let changed = false
    // Before any snapshot: what is stored after this is told as a change.
    if (this.#position === null) this.#position = await this.#store.position()
    else changed = await this.#tellChanges(this.#position, now)
    this.#lastRound = now
    if (now - this.#lastTrend >= TREND_EVERY_MS) {
      await this.#tellTrends(now)
      this.#lastTrend = now
    }
    for (const brand of this.#audience.awaited().slice(0, SNAPSHOTS_A_ROUND)) await this.#tellSnapshot(brand, now)
    return changed
  }

  async #tellChanges(after: Position, now: number): Promise<boolean> {
    const changes = await this.#store.changes(after, ROUND_POSTS)
    const rooms = this.#watchedRooms()
    if (changes.removed.length > MAX_REMOVED || now - this.#lastRound > MAX_SILENCE_MS) {
      this.#audience.refreshAll()
      this.#position = changes.position
      return true
    }
    const events: PostsEvent[] = []
    for (const room of rooms) events.push(await this.#postsOf(room, changes))
    this.#position = changes.position
    for (const room of rooms) {
      room.touch(
        changes.minutes.filter(({ brand }) => brand === room.brand).map(({ start }) => start),
        now,
      )
    }
    for (const event of events) if (event !== null) this.#audience.posts(event.brand ?? ALL, event)
    return changes.total > 0 || changes.removed.length > 0
  }

  async #postsOf(room: Room, changes: Changes): Promise<PostsEvent> {
    const { brand } = room
    const own = brand === ALL ? changes.posts : changes.posts.filter((post) => post.brands.includes(brand))
    const readAll = changes.total <= changes.posts.length
    if (readAll || brand === ALL) return postsEvent(brand, own, brand === ALL ? changes.total : own.length, changes.removed)
    // A rare brand's posts may all be among those that were not read; how many there are is told by the share in the sample.
    const total = Math.round((own.length / Math.max(1, changes.posts.length)) * changes.total)
    const posts = (await this.#store.newestPosts(brand, SHOWN_POSTS)).reverse()
    return postsEvent(brand, posts, total, changes.removed)
  }

  async #tellTrends(now: number): Promise<void> {
    for (const room of this.#watchedRooms()) {
      const touched = room.takeTouched()
      const [first, last] = [touched[0], touched.at(-1)]
      if (first === undefined || last === undefined) continue
      try {
        const buckets = await this.#store.minutes(room.brand, new Date(first), new Date(Date.parse(last) + MINUTE_MS))
        this.#audience.trend(room.brand, trendEvent(room.brand, touched, buckets))
      } catch (error) {
        room.touch(touched, now)
        throw error
      }
    }
  }

  async #tellSnapshot(brand: string, now: number): Promise<void> {
    const from = new Date(Math.floor((now - SNAPSHOT_MS) / MINUTE_MS) * MINUTE_MS)
    const buckets = await this.#store.minutes(brand, from, new Date(now + MAX_AHEAD_MS + MINUTE_MS))
    const posts: PostView[] = await this.#store.newestPosts(brand, SNAPSHOT_POSTS)
    this.#audience.answer(brand, { brand: publicBrand(brand), buckets, posts })
    // Rows that were visible by now may not have been in their rollup yet.
    this.#room(brand).touch([minuteOf(now), ...posts.map((post) => minuteOf(post.time))], now)
  }

  #room(brand: string): Room {
    const room = this.#rooms.get(brand) ?? new Room(brand)
    this.#rooms.set(brand, room)
    return room
  }

  #watchedRooms(): Room[] {
    const watched = new Set(this.#audience.watched())
    for (const brand of this.#rooms.keys()) if (!watched.has(brand)) this.#rooms.delete(brand)
    return [...watched].map((brand) => this.#room(brand))
  }
}
