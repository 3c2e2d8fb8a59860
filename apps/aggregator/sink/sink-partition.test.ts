import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '@groundswell/runtime/config.ts'
import { createLogger } from '@groundswell/runtime/logger.ts'
import { FINAL_VERSION, type ScoredPost, type ScoredRecord } from '@groundswell/shared/scored-post.ts'
import { GROUP_AGGREGATOR } from '@groundswell/shared/topics.ts'
import { type EmotionStore, openEmotionStore, queryRows } from '@groundswell/storage/emotion-store/emotion-store.ts'
import { migrate, readMigrations } from '@groundswell/storage/emotion-store/migrate.ts'
import { queryChanges, queryPosition } from '@groundswell/storage/emotion-store/queries/changes.ts'
import { queryOutcomes } from '@groundswell/storage/emotion-store/queries/outcomes.ts'
import { queryPosts } from '@groundswell/storage/emotion-store/queries/posts.ts'
import { queryTrends } from '@groundswell/storage/emotion-store/queries/trends.ts'
import { openPostLog } from '@groundswell/storage/post-log/open-post-log.ts'
import type { Claim, PostLog } from '@groundswell/storage/post-log/post-log.ts'
import { type EmbeddedStore, startEmbeddedStore } from '@groundswell/storage/testing/start-embedded-store.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { eraseRetracted } from '../erase/erase-every-hour.ts'
import { prepareStore } from '../prepare-store.ts'
import { applyBlock } from './apply-block.ts'
import { intentMetadata } from './intent.ts'
import { sinkPartition } from './sink-partition.ts'

const logger = createLogger('test', 'silent')
const HOUR_AGO = Date.now() - 3_600_000

let folder: string
let embedded: EmbeddedStore
let store: EmotionStore
let log: PostLog

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'groundswell-sink-'))
  embedded = await startEmbeddedStore(folder)
})
afterAll(async () => {
  await embedded?.stop()
  await rm(folder, { recursive: true, force: true })
})

let run = 0
let nextOffset = 0
beforeEach(async () => {
  store = openEmotionStore(readConfig(embedded.env))
  await store.client.command({ query: 'DROP DATABASE IF EXISTS groundswell' })
  log = await openPostLog(readConfig({ ...embedded.env, DATA_DIR: join(folder, `run-${run++}`) }), logger)
  await prepareStore(log, store, logger, new AbortController().signal)
  nextOffset = 0
  return async () => {
    await log.close()
    await store.close()
  }
})

function post(id: string, fields: Partial<ScoredPost> = {}): ScoredRecord {
  return {
    kind: 'post',
    origin: { partition: 0, offset: nextOffset++, appendedAt: HOUR_AGO },
    source: 'http',
    id,
    text: `text of ${id}`,
    author: 'ann',
    time: HOUR_AGO,
    version: 0,
    brands: ['red'],
    model: 'tiny@1',
    scores: { joy: 9_000, anger: 100 },
    emotions: ['joy'],
    top: 'joy',
    ...fields,
  }
}

const deleted = (id: string): ScoredRecord => ({
  kind: 'delete',
  origin: { partition: 0, offset: nextOffset++, appendedAt: HOUR_AGO },
  source: 'http',
  id,
  version: FINAL_VERSION,
})

const append = (records: ScoredRecord[]) =>
  log.append(
    'scored-posts',
    records.map((record) => ({ key: record.kind, value: JSON.stringify(record) })),
  )

/** Runs the sink until everything in the log has been committed. */
async function drain(): Promise<void> {
  const stop = new AbortController()
  const consuming = log.consume('scored-posts', GROUP_AGGREGATOR, stop.signal, (claim) => sinkPartition(claim, log, store, logger))
  await vi.waitFor(
    async () => {
      const [range] = await log.ranges('scored-posts')
      const committed = (await log.committed('scored-posts', GROUP_AGGREGATOR)).get(0)
      expect(committed?.offset).toBe(range?.end)
      expect(committed?.metadata).toContain('"to":null')
    },
    { timeout: 20_000 },
  )
  stop.abort()
  await consuming
}

/** What a sink does up to the moment it is killed: the intent is durable, the INSERT is done, the advance is not. */
async function insertWithoutAdvance(to: number): Promise<void> {
  const intent = { from: 0, to, origins: {} }
  const stop = new AbortController()
  await log.consume('scored-posts', GROUP_AGGREGATOR, stop.signal, async (claim: Claim) => {
    await claim.commit(0, intentMetadata(intent))
    await applyBlock(claim, log, store, logger, intent, await claim.take(to + 1, 1_000))
    stop.abort()
  })
}

const trends = (brand: string | null) =>
  queryTrends(store, { brand, from: new Date(HOUR_AGO - 60_000), to: new Date(HOUR_AGO + 60_000), step: 60 })
const ids = async () => (await queryPosts(store, { limit: 100 })).posts.map((view) => view.id).sort()

describe('the sink', () => {
  test('stores rows, counts them by brand and once for all, and says what became of each record', async () => {
    await append([
      post('a'),
      post('b', { author: 'bob', brands: [] }),
      post('a'),
      post('c', { scores: null, emotions: [], top: null }),
      deleted('b'),
    ])
    await append([
      { kind: 'dead', origin: { partition: 0, offset: nextOffset++, appendedAt: HOUR_AGO }, reason: 'not_json', value: 'eA==' },
    ])
    await drain()
    expect(await ids()).toEqual(['a', 'c'])
    expect(await queryOutcomes(store)).toEqual({
      stored: 2,
      deleted: 1,
      edited: 0,
      repeated: 1,
      deadLettered: 1,
      scored: 1,
      unsupported: 1,
      deletes: 1,
    })
    expect(await trends(null)).toMatchObject([
      { posts: 2, scored: 1, authors: 1, emotions: { joy: { count: 1, expected: 0.9 }, anger: { count: 0, expected: 0.01 } } },
    ])
    expect(await trends('red')).toMatchObject([{ posts: 2, authors: 1 }])
    const [letter] = await queryRows<{ reason: string; value: string }>(store, 'SELECT reason, value FROM groundswell.dead_letters')
    expect(letter).toEqual({ reason: 'not_json', value: 'eA==' })
    expect((await log.read('dead-letters', 0, 0, 10)).length).toBe(1)
  })

  test('an edit replaces the text and the counts and keeps the time', async () => {
    await append([post('a')])
    await drain()
    await append([post('a', { text: 'another', brands: ['blue'], time: HOUR_AGO + 600_000, emotions: ['anger'], top: 'anger' })])
    await drain()
    const { posts } = await queryPosts(store, { limit: 10 })
    expect(posts).toMatchObject([{ text: 'another', time: new Date(HOUR_AGO).toISOString(), topEmotion: 'anger' }])
    expect(await trends('red')).toEqual([])
    expect(await trends('blue')).toMatchObject([{ posts: 1, emotions: { anger: { count: 1 }, joy: { count: 0 } } }])
    expect(await queryOutcomes(store)).toMatchObject({ stored: 1, edited: 1 })
  })

  test('a block that was inserted but not committed is sent again without effect', async () => {
    const records = [post('a'), post('b'), deleted('a'), post('c')]
    await append(records)
    await insertWithoutAdvance(3)
    const before = [await queryOutcomes(store), await trends(null), await ids()]
    // More came in the meantime: the open block must still be cut as it was.
    await append([post('d')])
    await drain()
    const after = [await queryOutcomes(store), await trends(null), await ids()]
    expect(before[2]).toEqual(['b', 'c'])
    expect(after[2]).toEqual(['b', 'c', 'd'])
    expect(after[0]).toMatchObject({ stored: 3, deleted: 1, deletes: 1 })
    expect(after[1]).toMatchObject([{ posts: 3 }])
  })

  test('a block of which only some tables were written is completed', async () => {
    await append([post('a'), post('b')])
    await store.client.command({ query: 'DETACH TABLE groundswell.incoming_to_rollup' })
    await insertWithoutAdvance(1)
    expect(await trends(null)).toEqual([])
    await store.client.command({ query: 'ATTACH TABLE groundswell.incoming_to_rollup' })
    await drain()
    expect(await trends(null)).toMatchObject([{ posts: 2 }])
    expect(await ids()).toEqual(['a', 'b'])
    expect(await queryOutcomes(store)).toMatchObject({ stored: 2, repeated: 0 })
  })

  test('a clean stop in mid-stream leaves no block open', async () => {
    await append(Array.from({ length: 6_000 }, (_, index) => post(`many-${index}`)))
    const stop = new AbortController()
    const consuming = log.consume('scored-posts', GROUP_AGGREGATOR, stop.signal, (claim) => sinkPartition(claim, log, store, logger))
    await vi.waitFor(async () => expect((await log.committed('scored-posts', GROUP_AGGREGATOR)).size).toBe(1), { interval: 5 })
    stop.abort()
    await consuming
    const committed = (await log.committed('scored-posts', GROUP_AGGREGATOR)).get(0)
    expect(committed?.metadata).toContain('"to":null')
    expect(committed?.offset).toBeLessThan(6_000)
    expect((await queryOutcomes(store)).stored).toBe(committed?.offset)
    await drain()
    expect((await queryOutcomes(store)).stored).toBe(6_000)
  })

  test('records that the classifier repeats are skipped, uncounted', async () => {
    const records = [post('a'), post('b'), deleted('a')]
    await append(records)
    await drain()
    await append([...records, post('c')])
    await drain()
    expect(await queryOutcomes(store)).toMatchObject({ stored: 2, deleted: 1, repeated: 0, deletes: 1 })
  })

  test('a deleted author takes posts of earlier blocks along', async () => {
    await append([post('a', { version: 5 }), post('b', { version: 6, author: 'bob' })])
    await drain()
    const origin = { partition: 0, offset: nextOffset++, appendedAt: HOUR_AGO }
    await append([
      { kind: 'delete-author', origin, source: 'http', author: 'ann', version: 9, counted: true },
      post('late', { version: 7 }),
    ])
    await drain()
    expect(await ids()).toEqual(['b'])
    expect(await queryOutcomes(store)).toMatchObject({ stored: 1, deleted: 1, repeated: 1, deletes: 1 })
  })

  test('changes tell screens what came, what went and which minutes to ask for', async () => {
    await append([post('a')])
    await drain()
    const position = await queryPosition(store)
    expect((await queryChanges(store, position, 10)).total).toBe(0)
    await append([deleted('a'), post('b', { brands: [] }), post('c')])
    await drain()
    const changes = await queryChanges(store, position, 1)
    expect(changes).toMatchObject({ total: 2, removed: [{ source: 'http', id: 'a' }] })
    expect(changes.posts).toHaveLength(1)
    expect(changes.minutes.map((minute) => minute.brand).sort()).toEqual(['', 'red'])
    expect((await queryChanges(store, changes.position, 10)).total).toBe(0)
  })

  test('pages through posts without gap or repeat', async () => {
    await append(Array.from({ length: 25 }, (_, index) => post(`p${index}`, { time: HOUR_AGO + (index % 3) })))
    await drain()
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<typeof queryPosts>> = await queryPosts(store, { limit: 7, ...(cursor === null ? {} : { cursor }) })
      seen.push(...page.posts.map((view) => view.id))
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(seen).toHaveLength(25)
    expect(new Set(seen).size).toBe(25)
  })
})

describe('erasing', () => {
  test('removes the bytes of deleted posts and old texts from the store, and keeps every count', async () => {
    await append([
      post('a', { text: 'a secret' }),
      post('b', { text: 'the first words' }),
      post('b', { text: 'the second words' }),
      deleted('a'),
    ])
    await drain()
    const before = [await trends(null), await queryOutcomes(store), await ids()]
    expect(await eraseRetracted(0, log, store)).toBe(2)
    expect(await eraseRetracted(0, log, store)).toBe(0)
    const texts = await queryRows<{ text: string }>(store, 'SELECT text FROM groundswell.scored_posts')
    expect(texts).toEqual([{ text: 'the second words' }])
    expect((await log.read('scored-posts', 0, 0, 10)).map(({ value }) => value.toString()).join()).not.toMatch(/secret|first words/)
    expect([await trends(null), await queryOutcomes(store), await ids()]).toEqual(before)
  })
})

describe('the store', () => {
  test('is migrated once, however many processes do it at the same time', async () => {
    await store.client.command({ query: 'DROP DATABASE groundswell' })
    await Promise.all(Array.from({ length: 4 }, () => migrate(store)))
    expect(await migrate(store)).toEqual([])
    const rows = await queryRows<{ name: string }>(store, 'SELECT name FROM groundswell.migrations FINAL ORDER BY name')
    expect(rows.map((row) => row.name)).toEqual((await readMigrations()).map((migration) => migration.name))
  })

  test('refuses another log, and a log that was already read into another store', async () => {
    const other = await openPostLog(readConfig({ ...embedded.env, DATA_DIR: join(folder, 'other') }), logger)
    const signal = new AbortController().signal
    await expect(prepareStore(other, store, logger, signal)).rejects.toThrow(/belongs to log/)
    await other.close()
    await append([post('a')])
    await drain()
    await store.client.command({ query: 'DROP DATABASE groundswell' })
    await expect(prepareStore(log, store, logger, signal)).rejects.toThrow(/this store is empty/)
  })
})
