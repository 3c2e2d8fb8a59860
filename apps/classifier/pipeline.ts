import type { BrandMatcher } from '@groundswell/shared/brand-query/brand-query.ts'
import type { ScoredPost } from '@groundswell/shared/scored-post.ts'
import type { AppendRecord, LogRecord } from '@groundswell/storage/post-log/post-log.ts'
import { requireEmotions } from './model/require-emotions.ts'
import type { Scorer } from './model/scorer.ts'
import { createDetectLanguage } from './steps/detect-language.ts'
import { createEmitRecords } from './steps/emit-records.ts'
import { type Failed, forPosts } from './steps/for-posts.ts'
import { createMatchBrands } from './steps/match-brands.ts'
import { createNormaliseText } from './steps/normalise-text.ts'
import { parseRecord } from './steps/parse-record.ts'
import type { Arrival } from './steps/records.ts'
import { createScorePosts } from './steps/score-posts.ts'
import { createTokenise } from './steps/tokenise.ts'

export type PipelineParts = {
  match: BrandMatcher
  scorer: Scorer
  /** Partitions of topic `scored-posts`. */
  partitions: readonly number[]
  /** Told of a post that a step could not take; it becomes a dead letter. */
  failed: Failed
  /** Told what became of each record. */
  observe: (arrival: Arrival<ScoredPost>) => void
}

export type Pipeline = (records: LogRecord[], signal: AbortSignal) => Promise<AppendRecord[]>

/**
 * The way of a batch of `posts` to `scored-posts`: in the same order, one outcome for each record, whatever it holds.
 * The language comes before the brands, so that `lang:` in a query means the language that is stored and shown.
 */
export function createPipeline({ match, scorer, partitions, failed, observe }: PipelineParts): Pipeline {
  const detectLanguage = forPosts(createDetectLanguage(scorer.model.languages), failed)
  const matchBrands = forPosts(createMatchBrands(match), failed)
  const normaliseText = forPosts(createNormaliseText(scorer.model.normalise), failed)
  const tokenise = forPosts(createTokenise(scorer.encode), failed)
  const scorePosts = createScorePosts({
    ...scorer.model,
    labels: requireEmotions(scorer.model),
    model: scorer.model.id,
    score: scorer.scoreStream,
    control: scorer.encode('ok'),
    failed,
  })
  const emitRecords = createEmitRecords(partitions)

  return async function pipeline(records, signal) {
    const encoded = records.map(parseRecord).map(detectLanguage).map(matchBrands).map(normaliseText).map(tokenise)
    const scored = await scorePosts(encoded, signal)
    for (const arrival of scored) observe(arrival)
    return scored.flatMap(emitRecords)
  }
}
