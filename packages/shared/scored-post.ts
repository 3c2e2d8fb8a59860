import type { Emotion } from './emotions.ts'

/** Where a scored record came from: its record in topic `posts`. */
export type Origin = {
  partition: number
  offset: number
  /** When the log took the original record, ms since 1970. */
  appendedAt: number
}

/** Probabilities are integers of ten thousandths, so that sums of them can be taken back without residue. */
export const SCORE_SCALE = 10_000

export type ScoredPost = {
  kind: 'post'
  origin: Origin
  source: string
  id: string
  text: string
  author?: string
  lang?: string
  replyTo?: string
  url?: string
  /** What the author's client said, ISO 8601, whatever it says; never used for counting. */
  createdAt?: string
  /** The time the post counts under, ms since 1970. */
  time: number
  /** Source version; 0 where the source has none and the log's order decides. */
  version: number
  /** Ids of the brands whose query matches, sorted. */
  brands: string[]
  /** `name@version` of the ensemble. */
  model: string
  /** Ten thousandths by label; a label the model lacks is absent. Null: the language is unknown to the model. */
  scores: Partial<Record<Emotion, number>> | null
  /** Labels at or over their thresholds, highest first; empty when unscored. */
  emotions: Emotion[]
  top: Emotion | null
}

export type DeletedPost = { kind: 'delete'; origin: Origin; source: string; id: string; version: number }

/** An account that is gone: written to every partition of `scored-posts`, since its posts are in all of them. */
export type DeletedAuthor = {
  kind: 'delete-author'
  origin: Origin
  source: string
  author: string
  version: number
  /** True in exactly one of the copies: the one that status counts. */
  counted: boolean
}

/** A record no post could be made of. */
export type DeadRecord = {
  kind: 'dead'
  origin: Origin
  reason: string
  field?: string
  /** The first 4 kB of the original value, base64. */
  value: string
}

/** Records of topic `scored-posts`: exactly one for each record of `posts` (a deleted author: one a partition). */
export type ScoredRecord = ScoredPost | DeletedPost | DeletedAuthor | DeadRecord

/** An unversioned delete is final: no later record of the post may bring it back. */
export const FINAL_VERSION = Number.MAX_SAFE_INTEGER
