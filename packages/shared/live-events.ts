import type { Emotion } from './emotions.ts'

/** A post as lists and the live page show it. */
export type PostView = {
  source: string
  id: string
  author: string | null
  /** ISO 8601. */
  time: string
  lang: string | null
  brands: string[]
  text: string
  url: string | null
  replyTo: string | null
  topEmotion: Emotion | null
  /** Present emotions, highest first; scores are probabilities. */
  emotions: { label: Emotion; score: number }[]
  /** Null where the language is unknown to the model; labels the model lacks are absent. */
  scores: Partial<Record<Emotion, number>> | null
  modelVersion: string
}

/** Counts of one span of time; whole values, so that applying one twice does no harm. */
export type TrendBucket = {
  /** Start of the bucket, ISO 8601. */
  start: string
  posts: number
  scored: number
  authors: number
  emotions: Partial<Record<Emotion, { count: number; expected: number }>>
}

export type SourceStatus = { name: string; state: string; lastPostAt: string | null }

/** One part of the stream: how far it is behind and whether it answers. */
export type StageStatus = {
  name: string
  state: 'ok' | 'down'
  waiting: number
  detail?: string
  /** The classifier's: `name@version`, where it runs, and since when (ISO 8601). */
  model?: string
  device?: string
  loadedAt?: string
}

/** Answer of `GET /status` and payload of event `status`. Null: the part that knows is down (`missing` says which). */
export type Status = {
  accepted: number | null
  stored: number | null
  deleted: number | null
  edited: number | null
  repeated: number | null
  deadLettered: number | null
  scored: number | null
  unsupported: number | null
  lagSeconds: number | null
  model: { name: string; version: string } | null
  log: 'embedded' | 'kafka'
  store: 'embedded' | 'clickhouse'
  sources: SourceStatus[]
  stages: StageStatus[]
  missing: string[]
}

/** What a browser sends over Socket.IO; brand null means every post. */
export type ClientEvents = {
  watch: (request: { brand: string | null }, answer?: (error: { code: string; message: string } | null) => void) => void
  unwatch: () => void
}

/** What the server sends. */
export type ServerEvents = {
  snapshot: (snapshot: { brand: string | null; buckets: TrendBucket[]; posts: PostView[] }) => void
  trend: (trend: { brand: string | null; buckets: TrendBucket[] }) => void
  posts: (posts: {
    brand: string | null
    posts: PostView[]
    /** Deleted at their source: take them off the screen. */
    removed: { source: string; id: string }[]
    /** How many new posts were left out because a screen can't show them all. */
    skipped: number
  }) => void
  alert: (alert: Record<string, unknown>) => void
  status: (status: Status) => void
}
