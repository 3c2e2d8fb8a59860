import type { PostView, TrendBucket } from '@groundswell/shared/live-events.ts'
import type { EmotionStore } from '@groundswell/storage/emotion-store/emotion-store.ts'
import { type Changes, type Position, queryChanges, queryPosition } from '@groundswell/storage/emotion-store/queries/changes.ts'
import { queryPosts } from '@groundswell/storage/emotion-store/queries/posts.ts'
import { queryTrends } from '@groundswell/storage/emotion-store/queries/trends.ts'
import { ALL } from './room.ts'

/** What the feed asks the store; brand `''` is everything. */
export interface LiveStore {
  position(): Promise<Position>
  changes(after: Position, limit: number): Promise<Changes>
  /** Newest first. */
  newestPosts(brand: string, limit: number): Promise<PostView[]>
  /** By minute; `to` is exclusive. */
  minutes(brand: string, from: Date, to: Date): Promise<TrendBucket[]>
}

export function liveStore(store: EmotionStore): LiveStore {
  return {
    position: () => queryPosition(store),
    changes: (after, limit) => queryChanges(store, after, limit),
    newestPosts: async (brand, limit) => (await queryPosts(store, { ...(brand === ALL ? {} : { brand }), limit })).posts,
    minutes: (brand, from, to) => queryTrends(store, { brand: brand === ALL ? null : brand, from, to, step: 60 }),
  }
}
