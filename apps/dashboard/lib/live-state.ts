import type { PostView, ServerEvents, Status, TrendBucket } from '@groundswell/shared/live-events.ts'
import { HOUR, KEPT_MINUTES, MINUTE } from './ranges.ts'

/** Posts kept for the list; older ones come from the API. */
export const KEPT_POSTS = 200
/** Deletes remembered, so that a post that arrives after its own delete stays away. */
const KEPT_REMOVALS = 5000

type Payload<E extends keyof ServerEvents> = Parameters<ServerEvents[E]>[0]

export type LiveEvent =
  | { type: 'watch'; brand: string | null }
  | { type: 'connected' }
  | { type: 'disconnected'; at: number }
  | { type: 'refused'; code: string; message: string; at: number }
  | { type: 'snapshot'; snapshot: Payload<'snapshot'>; at: number }
  /** Older minutes from the API; what came live knows better. */
  | { type: 'history'; brand: string | null; buckets: TrendBucket[] }
  | { type: 'trend'; trend: Payload<'trend'> }
  | { type: 'posts'; posts: Payload<'posts'> }
  | { type: 'status'; status: Status; at: number }

export type LiveState = {
  brand: string | null
  connection: 'connecting' | 'connected' | 'lost'
  /** Since when the connection is lost, ms. */
  lostAt: number | null
  refused: { code: string; message: string; at: number } | null
  /** True from the first snapshot of this brand on; until then there is nothing to show. */
  loaded: boolean
  /** By start. */
  minutes: ReadonlyMap<string, TrendBucket>
  /** Newest first. */
  posts: readonly PostView[]
  removed: ReadonlySet<string>
  /** New posts that were left out since the snapshot, because no screen could show them. */
  skipped: number
  status: Status | null
  statusAt: number | null
}

export const EMPTY_LIVE: LiveState = {
  brand: null,
  connection: 'connecting',
  lostAt: null,
  refused: null,
  loaded: false,
  minutes: new Map(),
  posts: [],
  removed: new Set(),
  skipped: 0,
  status: null,
  statusAt: null,
}

export const keyOf = (post: { source: string; id: string }) => `${post.source}/${post.id}`

/** Merged by start, whole values: applying the same ones again changes nothing. Minutes too old for any range are dropped. */
function mergeMinutes(known: ReadonlyMap<string, TrendBucket>, changed: readonly TrendBucket[]): ReadonlyMap<string, TrendBucket> {
  const merged = new Map(known)
  for (const bucket of changed) merged.set(new Date(bucket.start).toISOString(), bucket)
  const newest = Math.max(...[...merged.keys()].map(Date.parse))
  for (const start of merged.keys()) if (newest - Date.parse(start) > KEPT_MINUTES * MINUTE) merged.delete(start)
  return merged
}

const newestFirst = (a: PostView, b: PostView) => Date.parse(b.time) - Date.parse(a.time) || (keyOf(a) < keyOf(b) ? 1 : -1)

/** The newest posts, each once: a later version of a post takes the place of the earlier one, a removed one stays away. */
function mergePosts(known: readonly PostView[], added: readonly PostView[], removed: ReadonlySet<string>): PostView[] {
  const merged = new Map<string, PostView>()
  for (const post of [...known, ...added]) if (!removed.has(keyOf(post))) merged.set(keyOf(post), post)
  return [...merged.values()].sort(newestFirst).slice(0, KEPT_POSTS)
}

function remember(removed: ReadonlySet<string>, more: readonly { source: string; id: string }[]): ReadonlySet<string> {
  if (more.length === 0) return removed
  return new Set([...removed, ...more.map(keyOf)].slice(-KEPT_REMOVALS))
}

/** The server's truth about the last hour: replaces its minutes, also those that hold nothing any more, and all posts (some may be deleted by now). */
function applySnapshot(state: LiveState, { buckets, posts }: Payload<'snapshot'>, at: number): LiveState {
  const first = Math.min(at - HOUR, ...buckets.map(({ start }) => Date.parse(start)))
  const older = new Map([...state.minutes].filter(([start]) => Date.parse(start) < first))
  return {
    ...state,
    connection: 'connected',
    lostAt: null,
    refused: null,
    loaded: true,
    minutes: mergeMinutes(older, buckets),
    posts: mergePosts([], posts, state.removed),
    skipped: 0,
  }
}

/** The state after an event. Pure; events of a brand that is no longer watched are late and change nothing. */
export function applyEvent(state: LiveState, event: LiveEvent): LiveState {
  switch (event.type) {
    case 'watch':
      if (event.brand === state.brand) return state
      return {
        ...EMPTY_LIVE,
        brand: event.brand,
        connection: state.connection,
        lostAt: state.lostAt,
        status: state.status,
        statusAt: state.statusAt,
      }
    case 'connected':
      // What was deleted meanwhile is not in the snapshot that follows, so the memory of deletes can start afresh.
      return { ...state, connection: 'connected', removed: new Set() }
    case 'disconnected':
      return { ...state, connection: 'lost', lostAt: state.lostAt ?? event.at }
    case 'refused':
      return { ...state, refused: { code: event.code, message: event.message, at: event.at } }
    case 'status':
      return { ...state, status: event.status, statusAt: event.at }
    case 'snapshot':
      return event.snapshot.brand === state.brand ? applySnapshot(state, event.snapshot, event.at) : state
    case 'history': {
      if (event.brand !== state.brand) return state
      return { ...state, minutes: mergeMinutes(mergeMinutes(new Map(), event.buckets), [...state.minutes.values()]) }
    }
    case 'trend':
      if (event.trend.brand !== state.brand || event.trend.buckets.length === 0) return state
      return { ...state, minutes: mergeMinutes(state.minutes, event.trend.buckets) }
    case 'posts': {
      if (event.posts.brand !== state.brand) return state
      const removed = remember(state.removed, event.posts.removed)
      return { ...state, removed, posts: mergePosts(state.posts, event.posts.posts, removed), skipped: state.skipped + event.posts.skipped }
    }
  }
}
