import type { ScoredPost } from '@groundswell/shared/scored-post.ts'
import type { Encoded } from '../model/encoded.ts'
import { presentEmotions, storedScores } from '../model/present-emotions.ts'
import type { Arrival, EncodedPost } from './records.ts'

export type ScorePosts = {
  /** Probabilities in the order of `labels`, for each input. */
  score: (inputs: Encoded[], signal: AbortSignal) => Promise<Float32Array[]>
  labels: readonly ScoredPost['emotions'][number][]
  thresholds: readonly number[]
  /** `name@version`. */
  model: string
}

/** Scores the posts of a batch together; what is no post, or in a language the model does not know, passes by. */
export function createScorePosts({ score, labels, thresholds, model }: ScorePosts) {
  return async function scorePosts(arrivals: Arrival<EncodedPost>[], signal: AbortSignal): Promise<Arrival<ScoredPost>[]> {
    const inputs = arrivals.flatMap((arrival) => (arrival.kind === 'post' && arrival.encoded !== null ? [arrival.encoded] : []))
    const scored = (await score(inputs, signal)).values()
    return arrivals.map((arrival) => {
      if (arrival.kind !== 'post') return arrival
      const { scorable, input, encoded, ...post } = arrival
      const probabilities = encoded === null ? undefined : scored.next().value
      if (probabilities === undefined) return { ...post, model, scores: null, emotions: [], top: null }
      return { ...post, model, scores: storedScores(probabilities, labels), ...presentEmotions(probabilities, labels, thresholds) }
    })
  }
}
