import type { Emotion } from '@groundswell/shared/emotions.ts'
import type { PostView } from '@groundswell/shared/live-events.ts'

/** An author in few characters: a handle as it is, a long identifier by its end. */
export function shortAuthor(author: string | null): string | null {
  if (author === null || author === '') return null
  const did = /^did:[a-z]+:(.+)$/.exec(author)
  const name = did?.[1] ?? author
  if (did !== null) return `…${name.slice(-8)}`
  return name.length <= 28 ? name : `${name.slice(0, 26)}…`
}

/** The address of a post where it may be opened: http and https only, whatever a source sent. */
export function safeUrl(post: Pick<PostView, 'url'>): string | null {
  return post.url !== null && /^https?:\/\//i.test(post.url) ? post.url : null
}

/** Labels to show, the top emotion first; a scored post without a present emotion shows its top one. */
export function chipsOf(post: PostView): { label: Emotion; score: number | null; top: boolean; present: boolean }[] {
  const { topEmotion } = post
  const present = post.emotions.map(({ label, score }) => ({ label, score, top: label === topEmotion, present: true }))
  const topMissing = topEmotion !== null && !present.some(({ top }) => top)
  const top = topMissing ? [{ label: topEmotion, score: post.scores?.[topEmotion] ?? null, top: true, present: false }] : []
  return [...top, ...present].sort((a, b) => Number(b.top) - Number(a.top))
}

/** Whether the model could judge the post; it can't in a language it does not know. */
export const isScored = (post: PostView) => post.scores !== null || post.topEmotion !== null
