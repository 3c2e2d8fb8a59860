import { EMOTIONS } from '@groundswell/shared/emotions.ts'
import { postKey } from '@groundswell/shared/post.ts'
import type { ScoredPost } from '@groundswell/shared/scored-post.ts'
import { hash64 } from '@groundswell/storage/emotion-store/sink/hash.ts'
import type { RowContent } from '@groundswell/storage/emotion-store/sink/sink-row.ts'
import { authorHash } from './read-known.ts'

/** The values of a scored post's row. A label that the model lacks is left out and takes the column's default. */
export function toRowContent(post: ScoredPost): RowContent {
  const scores = Object.fromEntries(
    EMOTIONS.flatMap((emotion) => {
      const score = post.scores?.[emotion]
      return score === undefined ? [] : [[emotion, score]]
    }),
  )
  return {
    key_hash: hash64(postKey(post)),
    version: post.version,
    content_hash: contentHash(post),
    time: post.time,
    source: post.source,
    id: post.id,
    author: post.author ?? '',
    author_hash: post.author === undefined ? '0' : authorHash(post.source, post.author),
    lang: post.lang ?? '',
    brands: post.brands,
    model: post.model,
    scored: post.scores === null ? 0 : 1,
    emotions: post.emotions,
    top_emotion: post.top ?? '',
    ...scores,
  }
}

/** Equal for records that say the same; what the classifier adds does not count. */
function contentHash({ text, author, replyTo, url, createdAt }: ScoredPost): string {
  return hash64(JSON.stringify([text, author, replyTo, url, createdAt]))
}
