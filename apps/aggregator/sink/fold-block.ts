import { postKey } from '@groundswell/shared/post.ts'
import type { DeadRecord, DeletedAuthor, DeletedPost, Origin, ScoredPost, ScoredRecord } from '@groundswell/shared/scored-post.ts'
import { hash64 } from '@groundswell/storage/emotion-store/sink/hash.ts'
import type { IndexEntry } from '@groundswell/storage/emotion-store/sink/lookup.ts'
import type { SinkRow, StoredRow } from '@groundswell/storage/emotion-store/sink/sink-row.ts'
import { authorHash } from './read-known.ts'
import { toRowContent } from './row-content.ts'

export type BlockRecord = { partition: number; offset: number; record: ScoredRecord }

/** State before a block. */
export type Known = {
  /** By key hash. */
  posts: Map<string, IndexEntry>
  /** Rows of the live ones, by key hash; absent where retention dropped them. */
  rows: Map<string, StoredRow>
  /** Newest version of a deleted author, by author hash. */
  tombstones: Map<string, number>
  rowsOfAuthors: StoredRow[]
}

/** A post while the block is folded. */
type State = { live: boolean; version: number; contentHash: string; time: number; row: StoredRow | null }

/**
 * Turns a block's records into rows, in order. Pure: the same records and the same state before them always give the
 * same rows, which is what makes a block that is sent again harmless.
 */
export function foldBlock(block: BlockRecord[], known: Known): SinkRow[] {
  const fold = new Fold(known)
  for (const item of block) fold.add(item)
  return fold.rows
}

class Fold {
  readonly rows: SinkRow[] = []
  readonly #posts = new Map<string, State>()
  readonly #tombstones: Map<string, number>

  constructor(known: Known) {
    this.#tombstones = new Map(known.tombstones)
    for (const row of known.rowsOfAuthors)
      this.#posts.set(row.key_hash, { live: true, version: row.version, contentHash: row.content_hash, time: row.time, row })
    for (const [hash, entry] of known.posts) this.#posts.set(hash, { ...entry, row: known.rows.get(hash) ?? null })
  }

  add({ partition, offset, record }: BlockRecord): void {
    const cause = toCause(partition, offset, record.origin)
    if (record.kind === 'post') this.#post(cause, record)
    else if (record.kind === 'delete') this.#delete(cause, record)
    else if (record.kind === 'delete-author') this.#deleteAuthor(cause, record)
    else this.#dead(cause, record)
  }

  #post(cause: Cause, post: ScoredPost): void {
    const content = toRowContent(post)
    const state = this.#posts.get(content.key_hash)
    const tombstone = this.#tombstones.get(content.author_hash)
    const refused = tombstone !== undefined && post.version <= tombstone
    if (refused || (state !== undefined && changesNothing(post, content.content_hash, state))) {
      this.rows.push({ ...cause, op: 'repeat', outcome: 'repeated', source: post.source, deletes: 0 })
      return
    }
    const edited = state?.live === true
    // An edit keeps the time that its post first counted under, and a version that is never lower than before.
    const time = edited ? state.time : post.time
    const version = edited ? Math.max(post.version, state.version) : post.version
    const row: StoredRow = { ...content, time, version, row_offset: cause.log_offset, ...originOf(cause) }
    if (edited) this.#retract(cause, state, '')
    this.rows.push({
      ...cause,
      ...row,
      op: 'store',
      outcome: edited ? 'edited' : 'stored',
      sign: 1,
      text: post.text,
      reply_to: post.replyTo ?? '',
      url: post.url ?? '',
      created_at: post.createdAt ?? '',
    })
    this.#posts.set(content.key_hash, { live: true, version, contentHash: content.content_hash, time, row })
  }

  #delete(cause: Cause, { source, id, version }: DeletedPost): void {
    const key = hash64(postKey({ source, id }))
    const state = this.#posts.get(key)
    if (state !== undefined && version <= state.version) {
      this.rows.push({ ...cause, op: 'repeat', outcome: '', source, deletes: 1 })
      return
    }
    this.#forget(cause, source, key, state, version, 1)
  }

  #deleteAuthor(cause: Cause, { source, author, version, counted }: DeletedAuthor): void {
    const hash = authorHash(source, author)
    const deletes = counted ? 1 : 0
    if (version <= (this.#tombstones.get(hash) ?? -1)) {
      this.rows.push({ ...cause, op: 'repeat', outcome: '', source, deletes })
      return
    }
    this.#tombstones.set(hash, version)
    this.rows.push({ ...cause, op: 'forget-author', source, author_hash: hash, version, deletes })
    for (const [key, state] of this.#posts)
      if (state.live && state.row?.author_hash === hash && state.version < version) this.#forget(cause, source, key, state, version, 0)
  }

  #dead(cause: Cause, { reason, field, value }: DeadRecord): void {
    this.rows.push({ ...cause, op: 'dead', outcome: 'deadLettered', reason, field: field ?? '', value })
  }

  #forget(cause: Cause, source: string, key: string, state: State | undefined, version: number, deletes: 0 | 1): void {
    if (state?.live === true) this.#retract(cause, state, 'deleted')
    const time = state?.time ?? cause.appended_at
    this.rows.push({ ...cause, op: 'forget', source, key_hash: key, version, time, deletes })
    this.#posts.set(key, { live: false, version, contentHash: '0', time, row: null })
  }

  #retract(cause: Cause, { row }: State, outcome: 'deleted' | ''): void {
    // Retention dropped the row: its counts stay in the rollup, which is kept for ever.
    if (row !== null) this.rows.push({ ...cause, ...row, op: 'retract', outcome, sign: -1 })
  }
}

function changesNothing(post: ScoredPost, contentHash: string, state: State): boolean {
  if (!state.live) return post.version <= state.version
  return (post.version > 0 && post.version <= state.version) || contentHash === state.contentHash
}

type Cause = Pick<SinkRow, 'log_partition' | 'log_offset' | 'origin_partition' | 'origin_offset' | 'appended_at'>

function toCause(partition: number, offset: number, origin: Origin): Cause {
  return {
    log_partition: partition,
    log_offset: offset,
    origin_partition: origin.partition,
    origin_offset: origin.offset,
    appended_at: origin.appendedAt,
  }
}

const originOf = ({ origin_partition, origin_offset }: Cause) => ({ origin_partition, origin_offset })
