import { createLogger } from '@groundswell/runtime/logger.ts'
import type { Topic } from '@groundswell/shared/topics.ts'
import type { OutcomeCounts } from '@groundswell/storage/emotion-store/queries/outcomes.ts'
import type { Committed, LogRecord, PostLog } from '@groundswell/storage/post-log/post-log.ts'
import { describe, expect, test } from 'vitest'
import type { PartAnswer, Parts } from '../part-client.ts'
import { StatusReader, type StatusSources } from './status-reader.ts'

const COUNTS: OutcomeCounts = { stored: 5, deleted: 1, edited: 1, repeated: 2, deadLettered: 1, scored: 4, unsupported: 1, deletes: 3 }

/** A log with three partitions of `posts`; what is committed and when records were appended is up to the test. */
function fakeLog(ends: number[], committed: number[], appendedAt = Date.now() - 10_000): PostLog {
  const places = (numbers: number[]) =>
    new Map<number, Committed>(numbers.map((offset, partition) => [partition, { offset, metadata: '' }]))
  return {
    ranges: async (topic: Topic) => (topic === 'posts' ? ends.map((end, partition) => ({ partition, start: 0, end })) : []),
    committed: async (topic: Topic) => places(topic === 'posts' ? committed : []),
    read: async (_: Topic, partition: number, offset: number): Promise<LogRecord[]> => [
      { partition, offset, appendedAt, key: null, value: Buffer.from('') },
    ],
  } as unknown as PostLog
}

const answers = <T>(answer: PartAnswer<T>) => ({ ask: async () => answer })
const parts = {
  model: answers({ ok: true, value: { name: 'trio', version: '1', device: 'cpu', loadedAt: '2026-11-21T05:00:00.000Z' } }),
  sources: answers({ ok: true, value: [{ name: 'http', state: 'open', lastPostAt: null }] }),
  aggregatorReady: null,
} as unknown as Parts

function reader(log: PostLog | null, changes: Partial<StatusSources> = {}) {
  const store = { kind: 'embedded' as const, outcomes: async () => COUNTS, lastPosts: async () => [] }
  return new StatusReader({ log: { kind: 'kafka', current: () => log }, store, parts, logger: createLogger('test', 'silent'), ...changes })
}

describe('sums', () => {
  test('accepted is what was appended to all partitions, without the deletes', async () => {
    const status = await reader(fakeLog([6, 4, 3], [6, 4, 3])).read()
    expect(status).toMatchObject({ accepted: 10, lagSeconds: 0, missing: [], log: 'kafka', model: { name: 'trio', version: '1' } })
    const { stored, deleted, edited, repeated, deadLettered } = COUNTS
    expect(stored + deleted + edited + repeated + deadLettered).toBe(status.accepted)
    const stages = ['ingest', 'classifier', 'aggregator', 'store'].map((name) => ({ name, state: 'ok', waiting: 0 }))
    expect(status.stages).toMatchObject(stages)
    expect(status.stages[1]).toEqual({ ...stages[1], model: 'trio@1', device: 'cpu', loadedAt: '2026-11-21T05:00:00.000Z' })
    expect(status.model).toEqual({ name: 'trio', version: '1' })
  })

  test('what waits is counted over partitions, and its age is the lag', async () => {
    const status = await reader(fakeLog([6, 4, 3], [4, 4, 2])).read()
    expect(status.lagSeconds).toBeGreaterThanOrEqual(10)
    expect(status.stages[1]).toMatchObject({ name: 'classifier', state: 'ok', waiting: 3 })
  })

  test('nobody reads 0 while a record came in between the log and the store', async () => {
    const ends = [3]
    const log = fakeLog(ends, [3])
    const store = {
      kind: 'embedded' as const,
      outcomes: async () => {
        ends[0] = 4
        return { ...COUNTS, stored: COUNTS.stored + 1 }
      },
      lastPosts: async () => [],
    }
    expect((await reader(log, { store }).read()).lagSeconds).toBeGreaterThan(0)
  })
})

describe('a part that is down', () => {
  const down = <T>() => answers<T>({ ok: false, reason: 'it cannot be reached' })

  test('the log: what only it knows is null', async () => {
    expect(await reader(null).read()).toMatchObject({ accepted: null, lagSeconds: null, stored: 5, missing: ['log'] })
  })

  test('the store: no counts, the lag is known', async () => {
    const store = {
      kind: 'embedded' as const,
      outcomes: () => Promise.reject(new Error('away')),
      lastPosts: () => Promise.reject(new Error('away')),
    }
    const status = await reader(fakeLog([3], [3]), { store }).read()
    expect(status).toMatchObject({ accepted: null, stored: null, unsupported: null, lagSeconds: 0, missing: ['store'] })
  })

  test('a store that never answers holds nobody up', async () => {
    const never = () => new Promise<never>(() => undefined)
    const store = { kind: 'embedded' as const, outcomes: never, lastPosts: never }
    expect((await reader(fakeLog([3], [3]), { store }).read()).missing).toEqual(['store'])
  })

  test('classifier, ingest and aggregator: named, with the reason', async () => {
    const status = await reader(fakeLog([3], [3]), {
      parts: { model: down(), sources: down(), aggregatorReady: down() } as unknown as Parts,
    }).read()
    expect(status).toMatchObject({ model: null, sources: [], accepted: 0, missing: ['ingest', 'classifier', 'aggregator'] })
    expect(status.stages[0]).toEqual({ name: 'ingest', state: 'down', waiting: 0, detail: 'it cannot be reached' })
  })
})
