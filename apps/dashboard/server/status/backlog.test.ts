import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '@groundswell/runtime/logger.ts'
import { configSchema } from '@groundswell/shared/config.ts'
import { GROUP_AGGREGATOR, GROUP_CLASSIFIER, type Topic } from '@groundswell/shared/topics.ts'
import { openPostLog } from '@groundswell/storage/post-log/open-post-log.ts'
import type { PostLog } from '@groundswell/storage/post-log/post-log.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BacklogReader, lagSeconds } from './backlog.ts'

let directory: string
let log: PostLog
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'groundswell-backlog-'))
  log = await openPostLog(configSchema.parse({ DATA_DIR: directory }), createLogger('test', 'silent'))
})
afterEach(async () => {
  await log.close()
  await rm(directory, { recursive: true, force: true })
})

const appendPosts = (...values: string[]) =>
  log.append(
    'posts',
    values.map((value) => ({ key: 'http/1', value })),
  )
const appendScored = (...appendedAt: number[]) =>
  log.append(
    'scored-posts',
    appendedAt.map((time) => ({
      key: 'http/1',
      value: JSON.stringify({ kind: 'post', origin: { partition: 0, offset: 0, appendedAt: time } }),
    })),
  )

/** Commits where a group stands, as the part does it. */
async function commit(topic: Topic, group: string, offset: number): Promise<void> {
  const stop = new AbortController()
  await log.consume(topic, group, stop.signal, async (claim) => {
    await claim.commit(offset, '')
    stop.abort()
  })
}

const read = (reader = new BacklogReader()) => reader.read(log, Date.now())

describe('the age of the oldest record that is not in the store', () => {
  test('an empty log has none', async () => {
    expect(await read()).toMatchObject({ appended: 0, waiting: { classifier: 0, aggregator: 0 }, oldest: null })
  })

  test('before anything was committed everything waits', async () => {
    await appendPosts('a', 'b')
    const [first] = await log.read('posts', 0, 0, 1)
    expect(await read()).toMatchObject({ appended: 2, waiting: { classifier: 2, aggregator: 0 }, oldest: first?.appendedAt })
  })

  test('a record that was scored and not yet stored is as old as its post', async () => {
    await appendPosts('a')
    await appendScored(1_234)
    await commit('posts', GROUP_CLASSIFIER, 1)
    expect(await read()).toMatchObject({ waiting: { classifier: 0, aggregator: 1 }, oldest: 1_234 })
  })

  test('the older of the two steps counts', async () => {
    await appendPosts('a', 'b')
    await appendScored(1_234)
    await commit('posts', GROUP_CLASSIFIER, 1)
    expect(await read()).toMatchObject({ waiting: { classifier: 1, aggregator: 1 }, oldest: 1_234 })
  })

  test('everything in the store: none; and the next append is seen at once', async () => {
    const reader = new BacklogReader()
    await appendPosts('a')
    await appendScored(1_234)
    await commit('posts', GROUP_CLASSIFIER, 1)
    await commit('scored-posts', GROUP_AGGREGATOR, 1)
    const drained = await read(reader)
    expect(drained).toMatchObject({ appended: 1, waiting: { classifier: 0, aggregator: 0 }, oldest: null })
    expect(await reader.appendedSince(log, drained.ends, Date.now())).toBeNull()

    await appendPosts('b')
    const [second] = await log.read('posts', 0, 1, 1)
    expect(await reader.appendedSince(log, drained.ends, Date.now())).toBe(second?.appendedAt)
    expect(await read(reader)).toMatchObject({ appended: 2, waiting: { classifier: 1 }, oldest: second?.appendedAt })
  })

  test('a scored record that is none is as old as itself', async () => {
    await log.append('scored-posts', [{ key: 'x', value: 'garbage' }])
    const [garbage] = await log.read('scored-posts', 0, 0, 1)
    expect(await read()).toMatchObject({ oldest: garbage?.appendedAt })
  })

  test('another reader of the same log sees what this one sees', async () => {
    const other = await openPostLog(configSchema.parse({ DATA_DIR: directory }), createLogger('test', 'silent'))
    await other.append('posts', [{ key: 'http/2', value: 'c' }])
    expect(await read()).toMatchObject({ appended: 1, waiting: { classifier: 1 } })
    await other.close()
  })
})

test('lag is 0 for nothing only, whatever the clocks say', () => {
  expect(lagSeconds(null, 1_000)).toBe(0)
  expect(lagSeconds(1_000, 1_000)).toBe(0.001)
  expect(lagSeconds(5_000, 1_000)).toBe(0.001)
  expect(lagSeconds(1_000, 3_500)).toBe(2.5)
})
