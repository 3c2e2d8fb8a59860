import { EMOTIONS } from '@groundswell/shared/emotions.ts'
import { type EmotionStore, queryRows } from '../emotion-store.ts'
import type { StoredRow } from './sink-row.ts'

/** What the index knows of a post: its last record before a block. */
export type IndexEntry = {
  live: boolean
  /** Source version; 0 where the source has none. */
  version: number
  contentHash: string
  /** ms since 1970; with the key hash it is the primary key of the row. */
  time: number
  /** Offset of the record, and of the row when live. */
  offset: number
}

/** A place in topic `scored-posts`: only what was known before it counts, so that a block sent again finds the same. */
export type Before = { partition: number; offset: number }

// Hashes are decimal digits that hash64 made, so they may stand in the text; as parameters they would be in the URL,
// which has no room for thousands of them.
const inList = (hashes: Iterable<string>) => [...hashes].join(',')

/** Last known state of each of these posts, by key hash; unknown ones are absent. */
export async function lookUpPosts(store: EmotionStore, before: Before, keyHashes: Set<string>): Promise<Map<string, IndexEntry>> {
  if (keyHashes.size === 0) return new Map()
  const rows = await queryRows<{ key_hash: string; live: number; version: string; content_hash: string; time_ms: string; offset: string }>(
    store,
    `SELECT key_hash, last.1 AS live, last.2 AS version, last.3 AS content_hash, last.4 AS time_ms, last.5 AS offset
     FROM (
       SELECT key_hash, argMax((live, version, content_hash, toUnixTimestamp64Milli(time), log_offset), log_offset) AS last
       FROM groundswell.post_index
       WHERE key_hash IN (${inList(keyHashes)}) AND log_partition = {partition:UInt16} AND log_offset < {offset:UInt64}
       GROUP BY key_hash
     )`,
    before,
  )
  return new Map(
    rows.map((row) => [
      row.key_hash,
      {
        live: row.live === 1,
        version: Number(row.version),
        contentHash: row.content_hash,
        time: Number(row.time_ms),
        offset: Number(row.offset),
      },
    ]),
  )
}

/** Version of the newest tombstone of each of these authors, by author hash. */
export async function lookUpAuthors(store: EmotionStore, before: Before, authorHashes: Set<string>): Promise<Map<string, number>> {
  if (authorHashes.size === 0) return new Map()
  const rows = await queryRows<{ author_hash: string; version: string }>(
    store,
    `SELECT author_hash, max(version) AS version FROM groundswell.author_tombstones
     WHERE author_hash IN (${inList(authorHashes)}) AND log_partition = {partition:UInt16} AND log_offset < {offset:UInt64}
     GROUP BY author_hash`,
    before,
  )
  return new Map(rows.map((row) => [row.author_hash, Number(row.version)]))
}

const CONTENT = `key_hash, version, content_hash, toUnixTimestamp64Milli(time) AS time_ms, source, id, author, author_hash, lang, brands,
  model, scored, emotions, top_emotion, ${EMOTIONS.join(', ')}, log_offset AS row_offset, origin_partition, origin_offset`

type ContentRow = Omit<StoredRow, 'time' | 'version' | 'row_offset' | 'origin_offset'> & {
  version: string
  time_ms: string
  row_offset: string
  origin_offset: string
}

function toStoredRow({ time_ms, ...row }: ContentRow): StoredRow {
  return {
    ...row,
    time: Number(time_ms),
    version: Number(row.version),
    row_offset: Number(row.row_offset),
    origin_offset: Number(row.origin_offset),
  } as StoredRow
}

/** The stored rows of these live index entries, by key hash; a row that retention dropped is absent. */
export async function readStoredRows(
  store: EmotionStore,
  partition: number,
  entries: Map<string, IndexEntry>,
): Promise<Map<string, StoredRow>> {
  const live = [...entries].filter(([, entry]) => entry.live)
  if (live.length === 0) return new Map()
  const keys = live.map(([hash, entry]) => `(fromUnixTimestamp64Milli(${entry.time}, 'UTC'),${hash})`).join(',')
  const rows = await queryRows<ContentRow>(
    store,
    `SELECT ${CONTENT} FROM groundswell.scored_posts
     WHERE (time, key_hash) IN (${keys}) AND log_partition = {partition:UInt16}
       AND log_offset IN (${live.map(([, entry]) => entry.offset).join(',')})`,
    { partition },
  )
  return new Map(rows.map((row) => [row.key_hash, toStoredRow(row)]))
}

/** The rows of these authors that were kept just before the block. */
export async function readRowsOfAuthors(store: EmotionStore, before: Before, authorHashes: Set<string>): Promise<StoredRow[]> {
  if (authorHashes.size === 0) return []
  const rows = await queryRows<ContentRow>(
    store,
    `SELECT ${CONTENT} FROM groundswell.scored_posts
     WHERE author_hash IN (${inList(authorHashes)}) AND log_partition = {partition:UInt16} AND log_offset < {offset:UInt64}
       AND log_offset NOT IN (
         SELECT row_offset FROM groundswell.retractions WHERE log_partition = {partition:UInt16} AND log_offset < {offset:UInt64}
       )
     ORDER BY log_offset`,
    before,
  )
  return rows.map(toStoredRow)
}
