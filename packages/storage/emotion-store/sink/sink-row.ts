import type { Emotion } from '@groundswell/shared/emotions.ts'
import type { Outcome } from '@groundswell/shared/outcome.ts'

/** The values of a post's row that a retraction repeats with the opposite sign. */
export type RowContent = {
  key_hash: string
  version: number
  content_hash: string
  /** ms since 1970. */
  time: number
  source: string
  id: string
  author: string
  author_hash: string
  lang: string
  brands: string[]
  model: string
  scored: 0 | 1
  emotions: string[]
  top_emotion: string
} & Partial<Record<Emotion, number>>

/** Where a row stands in the log. */
export type RowPlace = { row_offset: number; origin_partition: number; origin_offset: number }

/** A row of `scored_posts` as a retraction needs it. */
export type StoredRow = RowContent & RowPlace

type Cause = {
  log_partition: number
  log_offset: number
  /** Of the record that caused the row; a retraction carries the origin of the row it takes back. */
  origin_partition: number
  origin_offset: number
  /** When the log took the original record, ms since 1970. */
  appended_at: number
}

/** A row of `incoming`; `migrations/0001_tables.sql` says what each op does. */
export type SinkRow = Cause &
  (
    | ({ op: 'store'; outcome: Outcome; sign: 1; row_offset: number } & RowContent & {
          reply_to: string
          url: string
          created_at: string
          text: string
        })
    | ({ op: 'retract'; outcome: Outcome | ''; sign: -1; row_offset: number } & RowContent)
    | { op: 'forget'; source: string; key_hash: string; version: number; time: number; deletes: 0 | 1 }
    | { op: 'forget-author'; source: string; author_hash: string; version: number; deletes: 0 | 1 }
    | { op: 'repeat'; outcome: Outcome | ''; source: string; deletes: 0 | 1 }
    | { op: 'dead'; outcome: Outcome; reason: string; field: string; value: string }
  )
