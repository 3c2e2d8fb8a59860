import { EMOTIONS, type Emotion, isEmotion } from '@groundswell/shared/emotions.ts'
import type { PostView } from '@groundswell/shared/live-events.ts'
import { SCORE_SCALE } from '@groundswell/shared/scored-post.ts'

/** Rows that were taken back are never read, from the moment their retraction is stored. */
export const NOT_RETRACTED = '(log_partition, log_offset) NOT IN (SELECT log_partition, row_offset FROM groundswell.retractions)'

/** Column value of a label that the model does not know. */
const UNKNOWN = 65_535

export const POST_COLUMNS = `toUnixTimestamp64Milli(time) AS time_ms, key_hash, toString(log_offset) AS offset, source, id, author, lang, reply_to,
  url, text, brands, model, scored, emotions, top_emotion, [${EMOTIONS.join(', ')}] AS scores`

export type PostRow = {
  time_ms: string
  key_hash: string
  offset: string
  source: string
  id: string
  author: string
  lang: string
  reply_to: string
  url: string
  text: string
  brands: string[]
  model: string
  scored: number
  emotions: string[]
  top_emotion: string
  scores: number[]
}

export function toPostView(row: PostRow): PostView {
  const scores: Partial<Record<Emotion, number>> = {}
  EMOTIONS.forEach((emotion, index) => {
    const score = row.scores[index]
    if (score !== undefined && score !== UNKNOWN) scores[emotion] = score / SCORE_SCALE
  })
  const orNull = (text: string) => (text === '' ? null : text)
  return {
    source: row.source,
    id: row.id,
    author: orNull(row.author),
    time: new Date(Number(row.time_ms)).toISOString(),
    lang: orNull(row.lang),
    brands: row.brands,
    text: row.text,
    url: orNull(row.url),
    replyTo: orNull(row.reply_to),
    topEmotion: isEmotion(row.top_emotion) ? row.top_emotion : null,
    emotions: row.emotions.filter(isEmotion).map((label) => ({ label, score: scores[label] ?? 0 })),
    scores: row.scored === 1 ? scores : null,
    modelVersion: row.model,
  }
}
