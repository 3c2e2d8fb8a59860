import { openPostLog } from '@groundswell/storage/post-log/open-post-log.ts'
import type { AppendRecord, LogRecord, PostLog } from '@groundswell/storage/post-log/post-log.ts'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { classifyPartition } from './classify-partition.ts'
import { silent, temporaryFolder, testConfig } from './testing.ts'

const POSTS = 'posts'
const SCORED = 'scored-posts'

let folder: ReturnType<typeof temporaryFolder>
let log: PostLog
beforeEach(async () => {
  folder = temporaryFolder()
  log = await openPostLog(testConfig(folder.path), silent)
})
afterEach(async () => {
  await log.close()
  folder[Symbol.dispose]()
})

const post = (n: number): AppendRecord => ({ key: `k${n % 7}`, value: String(n) })
const echo = async (records: LogRecord[]): Promise<AppendRecord[]> =>
  records.map(({ offset, value }) => ({ key: 'k', value: `${offset}:${value.toString()}` }))
const written = async () => (await log.read(SCORED, 0, 0, 10_000)).map(({ value }) => value.toString())
const expected = (count: number) => Array.from({ length: count }, (_, n) => `${n}:${n}`)
const committed = async () => (await log.committed(POSTS, 'test')).get(0)?.offset ?? 0

type Parts = Parameters<typeof classifyPartition>[1]
function consume(parts: Partial<Parts> = {}) {
  const stop = new AbortController()
  const all: Parts = { process: echo, append: (records) => log.append(SCORED, records), room: async () => undefined, ...parts }
  const ended = log.consume(POSTS, 'test', stop.signal, (claim) => classifyPartition(claim, all))
  ended.catch(() => undefined)
  const end = async () => {
    stop.abort()
    await ended
  }
  return { ended, stop: end }
}

describe('classifyPartition', () => {
  test('writes every record once, in order, and commits what is durable', async () => {
    await log.append(
      POSTS,
      Array.from({ length: 1000 }, (_, n) => post(n)),
    )
    const consumer = consume()
    await vi.waitFor(async () => expect(await committed()).toBe(1000), 10_000)
    expect(await written()).toEqual(expected(1000))
    await log.append(POSTS, [post(1000)])
    await vi.waitFor(async () => expect(await committed()).toBe(1001), 10_000)
    await consumer.stop()
    expect(await written()).toEqual(expected(1001))
  })

  test('keeps the order when a later batch is ready before an earlier one', async () => {
    await log.append(
      POSTS,
      Array.from({ length: 512 }, (_, n) => post(n)),
    )
    const first = Promise.withResolvers<void>()
    const begun: number[] = []
    const consumer = consume({
      process: async (records) => {
        begun.push(records[0]?.offset ?? -1)
        if (begun.length === 1) await first.promise
        return await echo(records)
      },
    })
    await vi.waitFor(() => expect(begun).toHaveLength(2), 10_000)
    expect(await written()).toEqual([])
    first.resolve()
    await vi.waitFor(async () => expect(await committed()).toBe(512), 10_000)
    await consumer.stop()
    expect(await written()).toEqual(expected(512))
  })

  test('never commits ahead of what was written, and its successor does the rest', async () => {
    await log.append(
      POSTS,
      Array.from({ length: 600 }, (_, n) => post(n)),
    )
    let appends = 0
    const broken = consume({
      append: async (records) => {
        appends += 1
        if (appends === 2) throw new Error('disk full')
        await log.append(SCORED, records)
      },
    })
    await expect(broken.ended).rejects.toThrow('disk full')
    const done = await committed()
    expect(done).toBeLessThan(600)
    expect(await written()).toEqual(expected(done))
    const successor = consume()
    await vi.waitFor(async () => expect(await committed()).toBe(600), 20_000)
    await successor.stop()
    expect(await written()).toEqual(expected(600))
  })

  test('takes no more while the scoring threads have no room', async () => {
    await log.append(POSTS, [post(0)])
    const gate = Promise.withResolvers<void>()
    const process = vi.fn(echo)
    const room = vi.fn(() => gate.promise)
    const consumer = consume({ process, room })
    await vi.waitFor(() => expect(room).toHaveBeenCalled(), 10_000)
    expect(process).not.toHaveBeenCalled()
    gate.resolve()
    await vi.waitFor(async () => expect(await committed()).toBe(1), 10_000)
    await consumer.stop()
  })
})
