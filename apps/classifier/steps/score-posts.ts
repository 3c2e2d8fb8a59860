import type { ScoredPost } from '@groundswell/shared/scored-post.ts'
import type { Encoded } from '../model/encoded.ts'
import { presentEmotions, storedScores } from '../model/present-emotions.ts'
import { BatchFailed } from '../model/scoring-pool.ts'
import { type Failed, unprocessable } from './for-posts.ts'
import type { Arrival, EncodedPost } from './records.ts'

export type ScorePosts = {
  /** Probabilities in the order of `labels`, for each input. */
  score: (inputs: Encoded[], signal: AbortSignal) => Promise<Float32Array[]>
  labels: readonly ScoredPost['emotions'][number][]
  thresholds: readonly number[]
  /** `name@version`. */
  model: string
  /** A text that can be scored wherever any can. */
  control: Encoded
  /** Told of a post that the model fails on; it becomes a dead letter. */
  failed: Failed
}

/** Scores the posts of a batch together; what is no post, or in a language the model does not know, passes by. */
export function createScorePosts({ score, labels, thresholds, model, control, failed }: ScorePosts) {
  return async function scorePosts(arrivals: Arrival<EncodedPost>[], signal: AbortSignal): Promise<Arrival<ScoredPost>[]> {
    const inputs = arrivals.flatMap((arrival) => (arrival.kind === 'post' && arrival.encoded !== null ? [arrival.encoded] : []))
    const scored = (await scoreAll(inputs, signal)).values()
    return arrivals.map((arrival) => {
      if (arrival.kind !== 'post') return arrival
      const { scorable, input, encoded, ...post } = arrival
      if (encoded === null) return { ...post, model, scores: null, emotions: [], top: null }
      const probabilities = scored.next().value ?? null
      if (probabilities === null) return unprocessable(post, scorePosts.name)
      return { ...post, model, scores: storedScores(probabilities, labels), ...presentEmotions(probabilities, labels, thresholds) }
    })
  }

  /** Null for what the model fails on: it would come back after every restart and stop the stream for good. */
  async function scoreAll(inputs: Encoded[], signal: AbortSignal): Promise<(Float32Array | null)[]> {
    try {
      return await score(inputs, signal)
    } catch (error) {
      if (!(error instanceof BatchFailed)) throw error
    }
    // Equal texts, as spam has them, are tried once.
    const answers = new Map<string, Float32Array | null>()
    for (const input of inputs) if (!answers.has(input.key)) answers.set(input.key, await scoreAlone(input, signal))
    return inputs.map(({ key }) => answers.get(key) ?? null)
  }

  async function scoreAlone(input: Encoded, signal: AbortSignal): Promise<Float32Array | null> {
    try {
      return (await score([input], signal))[0] ?? null
    } catch (error) {
      if (!(error instanceof BatchFailed)) throw error
      // A model or a device that fails on everything is at fault itself, and no post may pay for it.
      await score([control], signal)
      failed('scorePosts', error)
      return null
    }
  }
}
