import { EMOTIONS } from '@groundswell/shared/emotions.ts'
import type { SinkRow } from '@groundswell/storage/emotion-store/sink/sink-row.ts'

/** A row that stores a joyful post of brand `acme`, and the row that takes it back again. */
export function storedPost(offset: number, id: string, time: number): SinkRow {
  return {
    ...content(offset, id, time),
    op: 'store',
    outcome: 'stored',
    sign: 1,
    log_offset: offset,
    reply_to: '',
    url: '',
    created_at: '',
    text: `I love acme ${id}`,
  }
}

/** @param offset of the record that deletes the post stored at `storedAt`. */
export function retractedPost(offset: number, storedAt: number, id: string, time: number): SinkRow[] {
  const forget = { op: 'forget' as const, source: 'http', key_hash: String(1_000 + storedAt), version: 0, time, deletes: 1 as const }
  const cause = { log_partition: 0, log_offset: offset, origin_partition: 0, origin_offset: offset, appended_at: time }
  return [
    { ...content(storedAt, id, time), op: 'retract', outcome: 'deleted', sign: -1, log_offset: offset },
    { ...cause, ...forget },
  ]
}

function content(offset: number, id: string, time: number) {
  return {
    log_partition: 0,
    row_offset: offset,
    origin_partition: 0,
    origin_offset: offset,
    appended_at: time,
    key_hash: String(1_000 + offset),
    version: 0,
    content_hash: '7',
    time,
    source: 'http',
    id,
    author: 'ann',
    author_hash: '9',
    lang: 'en',
    brands: ['acme'],
    model: 'trio@1',
    scored: 1 as const,
    emotions: ['joy'],
    top_emotion: 'joy',
    ...Object.fromEntries(EMOTIONS.map((emotion) => [emotion, emotion === 'joy' ? 9_000 : 100])),
  }
}
