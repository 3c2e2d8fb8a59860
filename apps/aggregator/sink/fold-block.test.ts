import type { ScoredRecord } from '@groundswell/shared/scored-post.ts'
import { FINAL_VERSION } from '@groundswell/shared/scored-post.ts'
import { hash64 } from '@groundswell/storage/emotion-store/sink/hash.ts'
import type { SinkRow, StoredRow } from '@groundswell/storage/emotion-store/sink/sink-row.ts'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type BlockRecord, foldBlock, type Known } from './fold-block.ts'
import { authorHash } from './read-known.ts'

type Step =
  | { kind: 'post'; id: string; text: string; author?: string; version: number }
  | { kind: 'delete'; id: string; version: number }
  | { kind: 'delete-author'; author: string; version: number }
  | { kind: 'dead' }

const source = 'bluesky'

function toRecord(step: Step, offset: number): BlockRecord {
  const origin = { partition: 0, offset, appendedAt: 1_700_000_000_000 + offset }
  const unscored = { brands: [], model: 'm@1', scores: null, emotions: [], top: null, time: origin.appendedAt }
  const record: ScoredRecord =
    step.kind === 'post'
      ? { ...step, source, origin, ...unscored }
      : step.kind === 'delete'
        ? { ...step, source, origin }
        : step.kind === 'delete-author'
          ? { ...step, source, origin, counted: true }
          : { kind: 'dead', origin, reason: 'not_json', value: '' }
  return { partition: 0, offset, record }
}

/** Keeps rows as ClickHouse does, and looks up what a block needs, as lookup.ts does. */
class MemoryStore {
  readonly rows: SinkRow[] = []

  known(): Known {
    const known: Known = { posts: new Map(), rows: new Map(), tombstones: new Map(), rowsOfAuthors: [] }
    const retracted = new Set(this.rows.flatMap((row) => (row.op === 'retract' ? [row.row_offset] : [])))
    for (const row of this.rows) {
      if (row.op === 'store') {
        known.posts.set(row.key_hash, {
          live: true,
          version: row.version,
          contentHash: row.content_hash,
          time: row.time,
          offset: row.row_offset,
        })
        known.rows.set(row.key_hash, row as StoredRow)
        if (!retracted.has(row.row_offset)) known.rowsOfAuthors.push(row as StoredRow)
      }
      if (row.op === 'forget') {
        known.posts.set(row.key_hash, { live: false, version: row.version, contentHash: '0', time: row.time, offset: row.log_offset })
        known.rows.delete(row.key_hash)
      }
      if (row.op === 'forget-author')
        known.tombstones.set(row.author_hash, Math.max(row.version, known.tombstones.get(row.author_hash) ?? 0))
    }
    return known
  }

  /** Texts of live posts by key hash, counted from the signs. */
  live(): Record<string, string> {
    const counts = new Map<number, number>()
    for (const row of this.rows)
      if (row.op === 'store' || row.op === 'retract') counts.set(row.row_offset, (counts.get(row.row_offset) ?? 0) + row.sign)
    expect([...counts.values()].every((count) => count === 0 || count === 1)).toBe(true)
    return Object.fromEntries(
      this.rows.flatMap((row) => (row.op === 'store' && counts.get(row.row_offset) === 1 ? [[row.key_hash, row.text]] : [])),
    )
  }

  outcome(name: string): number {
    return this.rows.filter((row) => 'outcome' in row && row.outcome === name && row.op !== 'retract').length
  }

  get deleted(): number {
    return this.rows.filter((row) => row.op === 'retract' && row.outcome === 'deleted').length
  }
}

/** The rules said again in the plainest way: one post at a time, no blocks, no rows. */
function expectedLive(steps: Step[]): Record<string, string> {
  const posts = new Map<string, { text: string; author: string | undefined; version: number; live: boolean }>()
  const authors = new Map<string, number>()
  for (const step of steps) {
    if (step.kind === 'post') {
      const known = posts.get(step.id)
      if (step.author !== undefined && step.version <= (authors.get(step.author) ?? -1)) continue
      if (known !== undefined && !known.live && step.version <= known.version) continue
      if (
        known?.live &&
        ((step.version > 0 && step.version <= known.version) || (known.text === step.text && known.author === step.author))
      )
        continue
      posts.set(step.id, { ...step, author: step.author, version: Math.max(step.version, known?.live ? known.version : 0), live: true })
    } else if (step.kind === 'delete') {
      const known = posts.get(step.id)
      if (known === undefined || step.version > known.version)
        posts.set(step.id, { text: '', author: undefined, version: step.version, live: false })
    } else if (step.kind === 'delete-author') {
      if (step.version <= (authors.get(step.author) ?? -1)) continue
      authors.set(step.author, step.version)
      for (const post of posts.values())
        if (post.live && post.author === step.author && post.version < step.version)
          Object.assign(post, { live: false, version: step.version })
    }
  }
  return Object.fromEntries([...posts].flatMap(([id, post]) => (post.live ? [[hash64(`${source}/${id}`), post.text]] : [])))
}

const id = fc.constantFrom('a', 'b', 'c')
const author = fc.constantFrom('ann', 'bob')
const version = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 6 }))
const steps = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('post' as const), id, text: fc.constantFrom('x', 'y'), author, version }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('post' as const), id, text: fc.constantFrom('x', 'y'), version }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('delete' as const),
        id,
        version: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constant(FINAL_VERSION)),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete-author' as const), author, version: fc.integer({ min: 1, max: 6 }) }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'dead' as const }) },
  ),
  { maxLength: 40 },
)

function sink(records: Step[], cuts: number[]): MemoryStore {
  const store = new MemoryStore()
  const all = records.map(toRecord)
  const ends = [...new Set([...cuts.map((cut) => cut % (all.length + 1)), all.length])].sort((a, b) => a - b)
  let from = 0
  for (const end of ends) {
    store.rows.push(...foldBlock(all.slice(from, end), store.known()))
    from = end
  }
  return store
}

describe('foldBlock', () => {
  test('keeps what the plain rules keep, however the records are cut into blocks, with one outcome a record', () => {
    fc.assert(
      fc.property(steps, fc.array(fc.nat(), { maxLength: 6 }), (records, cuts) => {
        const store = sink(records, cuts)
        expect(store.live()).toEqual(expectedLive(records))
        const accepted = records.filter((step) => step.kind === 'post' || step.kind === 'dead').length
        const outcomes = ['stored', 'edited', 'repeated', 'deadLettered'].map((name) => store.outcome(name))
        expect(outcomes.reduce((sum, count) => sum + count, 0)).toBe(accepted)
        expect(store.outcome('stored') - store.deleted).toBe(Object.keys(store.live()).length)
        const deletes = store.rows.reduce((sum, row) => sum + ('deletes' in row ? row.deletes : 0), 0)
        expect(deletes).toBe(records.length - accepted)
      }),
      { numRuns: 500 },
    )
  })

  test('gives the same rows for the same records and state', () => {
    fc.assert(
      fc.property(steps, steps, (earlier, block) => {
        const known = () => sink(earlier, []).known()
        const records = block.map((step, index) => toRecord(step, earlier.length + index))
        expect(foldBlock(records, known())).toEqual(foldBlock(records, known()))
      }),
    )
  })

  test('a replay of versions changes nothing', () => {
    const v1: Step = { kind: 'post', id: 'a', text: 'x', version: 1 }
    const v2: Step = { kind: 'post', id: 'a', text: 'y', version: 2 }
    const gone: Step = { kind: 'delete', id: 'a', version: 3 }
    const store = sink([v1, v2, v1, v2, gone, v1, v2, gone], [])
    expect(store.live()).toEqual({})
    expect([store.outcome('stored'), store.outcome('edited'), store.outcome('repeated'), store.deleted]).toEqual([1, 1, 4, 1])
  })

  test('an edit keeps the time its post first counted under', () => {
    const store = sink(
      [
        { kind: 'post', id: 'a', text: 'x', version: 1 },
        { kind: 'post', id: 'a', text: 'y', version: 2 },
      ],
      [1],
    )
    const times = store.rows.flatMap((row) => (row.op === 'store' || row.op === 'retract' ? [row.time] : []))
    expect(new Set(times).size).toBe(1)
    expect(times).toHaveLength(3)
  })

  test('a deleted author takes older posts along and refuses older ones after that, not newer ones', () => {
    const post = (postId: string, postVersion: number): Step => ({
      kind: 'post',
      id: postId,
      text: 'x',
      author: 'ann',
      version: postVersion,
    })
    const store = sink([post('a', 1), { kind: 'delete-author', author: 'ann', version: 5 }, post('b', 4), post('c', 6)], [1, 2])
    expect(Object.keys(store.live())).toEqual([hash64(`${source}/c`)])
    expect(store.rows.filter((row) => row.op === 'forget-author').map((row) => row.author_hash)).toEqual([authorHash(source, 'ann')])
  })
})
