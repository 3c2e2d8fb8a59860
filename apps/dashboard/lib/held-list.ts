import type { PostView } from '@groundswell/shared/live-events.ts'
import { keyOf } from './live-state.ts'

/** A row of the list; `gone` keeps the place of a post that was deleted while someone reads, without its text. */
export type Row = { key: string; post: PostView } | { key: string; gone: true }

export const rowsOf = (posts: readonly PostView[]): Row[] => posts.map((post) => ({ key: keyOf(post), post }))

/** Posts of a snapshot: a list of fewer holds all there are, so what is missing in it was deleted, however old. */
const SNAPSHOT_POSTS = 50

/**
 * The list while it is held: nothing moves. Edits show in place, new posts wait, and a deleted post loses its text at
 * once but keeps its place. One that is missing without being older than all others was deleted during a lost connection.
 *
 * @param held posts on the screen when it was held, in order
 */
export function heldRows(
  held: readonly PostView[],
  posts: readonly PostView[],
  removed: ReadonlySet<string>,
): { rows: Row[]; waiting: number } {
  const current = new Map(posts.map((post) => [keyOf(post), post]))
  const oldest = posts.length < SNAPSHOT_POSTS ? 0 : Math.min(...posts.map(({ time }) => Date.parse(time)))
  const rows = held.map((before): Row => {
    const key = keyOf(before)
    const post = current.get(key)
    if (post !== undefined) return { key, post }
    return removed.has(key) || Date.parse(before.time) >= oldest ? { key, gone: true } : { key, post: before }
  })
  const newestHeld = Math.max(0, ...held.map(({ time }) => Date.parse(time)))
  const shown = new Set(held.map(keyOf))
  return { rows, waiting: posts.filter((post) => !shown.has(keyOf(post)) && Date.parse(post.time) >= newestHeld).length }
}
