'use client'

import type { PostView } from '@groundswell/shared/live-events.ts'
import { useMemo } from 'react'
import { apiQuery } from '../lib/api.ts'
import { keyOf, type LiveState } from '../lib/live-state.ts'
import type { ViewState } from '../lib/view-state.ts'
import { type Fetched, useFetched } from './use-fetched.ts'

const PAGE = 100

const byTime = (a: PostView, b: PostView) => Date.parse(b.time) - Date.parse(a.time)

/** Whether a post belongs to what the view asks for. */
function belongs(post: PostView, { emotion, zoom }: ViewState): boolean {
  const time = Date.parse(post.time)
  if (zoom !== null && (time < zoom.from || time >= zoom.to)) return false
  return emotion === null || post.topEmotion === emotion || post.emotions.some(({ label }) => label === emotion)
}

/** Live posts, and where the view filters, the older ones of the store that fit. */
export function usePosts(
  view: ViewState,
  live: LiveState,
): { posts: readonly PostView[]; error: Fetched<unknown>['error']; loading: boolean } {
  const { brand, emotion, zoom } = view
  const filtered = emotion !== null || zoom !== null
  const [from, to] = [zoom?.from, zoom?.to].map((time) => (time === undefined ? null : new Date(time).toISOString()))
  const older = useFetched<{ posts: PostView[] }>(filtered ? `/posts${apiQuery({ brand, emotion, from, to, limit: PAGE })}` : null)
  const posts = useMemo(() => {
    if (!filtered) return live.posts
    const merged = new Map((older.value?.posts ?? []).map((post) => [keyOf(post), post]))
    for (const post of live.posts) if (belongs(post, view)) merged.set(keyOf(post), post)
    return [...merged.values()].filter((post) => !live.removed.has(keyOf(post))).sort(byTime)
  }, [filtered, live.posts, live.removed, older.value, view])
  return { posts, error: older.error, loading: filtered ? older.value === null && older.error === null : !live.loaded }
}
