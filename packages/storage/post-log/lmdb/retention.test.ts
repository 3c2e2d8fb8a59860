import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '@groundswell/runtime/logger.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LogDatabase } from './log-database.ts'
import { maintain } from './maintenance.ts'
import { encodeRecord } from './record-codec.ts'
import { expireRecords } from './retention.ts'
import { appendEncoded, eraseValues, readRecords } from './topic-records.ts'

const ENOUGH = 1e12
const never = new AbortController().signal

describe('retention of the embedded log', () => {
  let directory: string
  let database: LogDatabase
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'groundswell-retention-'))
    database = new LogDatabase(directory)
  })
  afterEach(async () => {
    await database.close()
    await rm(directory, { recursive: true, force: true })
  })
  const append = async (topic: 'posts' | 'scored-posts' | 'settings', count: number, value = 'v'.repeat(100)) =>
    await appendEncoded(
      database,
      topic,
      Array.from({ length: count }, () => encodeRecord({ key: 'key', value })),
    )
  const stand = async (group: string, offset: number | null) =>
    await database.transact(() => {
      database.update(database.leaseRow('posts', group), { token: null, generation: 1, process: '', beat: 0 })
      if (offset !== null) database.setGroup('posts', group, { offset, metadata: '' })
    })
  const expire = async (limits: { appendedBefore?: number; maxBytes?: number }) =>
    await expireRecords(database, { appendedBefore: 0, maxBytes: ENOUGH, ...limits }, never)
  const everything = () => ({ appendedBefore: Date.now() + 1_000 })

  it('removes what is too old, and goes on counting offsets', async () => {
    await append('posts', 1_200)
    expect(await expire({ appendedBefore: Date.now() - 60_000 })).toBe(0)
    expect(await expire(everything())).toBe(1_200)
    expect(database.topic('posts')).toMatchObject({ start: 1_200, next: 1_200, bytes: 0 })
    await append('posts', 1)
    expect(readRecords(database, 'posts', 0, 10).map(({ offset }) => offset)).toEqual([1_200])
  })

  it('never passes the slowest group, nor one that has not committed yet', async () => {
    await append('posts', 100)
    await stand('fast', 90)
    await stand('slow', 40)
    expect(await expire(everything())).toBe(40)
    expect(database.topic('posts').start).toBe(40)
    await append('scored-posts', 10)
    await stand('new', null)
    expect(await expire(everything())).toBe(10)
    expect(database.topic('posts').start).toBe(40)
  })

  it('removes the oldest when there is too much, no more than needed', async () => {
    await append('posts', 1_000)
    await append('scored-posts', 1_000)
    const bytes = database.topic('posts').bytes
    expect(bytes).toBe(1_000 * (12 + 3 + 100))
    await expire({ maxBytes: bytes * 1.5 })
    expect(database.topic('posts')).toMatchObject({ start: 500, bytes: bytes / 2 })
    expect(database.topic('scored-posts').start).toBe(0)
    await expire({ maxBytes: bytes * 0.5 })
    expect(database.topic('posts').bytes + database.topic('scored-posts').bytes).toBe(bytes / 2)
  })

  it('keeps settings for ever', async () => {
    await append('settings', 5)
    expect(await expire({ ...everything(), maxBytes: 0 })).toBe(0)
    expect(readRecords(database, 'settings', 0, 10)).toHaveLength(5)
  })

  it('is done by one process a minute', async () => {
    const logger = createLogger('test', 'silent')
    await append('posts', 10)
    await maintain(database, -1, logger, never)
    expect(database.topic('posts').start).toBe(10)
    await append('posts', 10)
    const other = new LogDatabase(directory)
    await maintain(other, -1, logger, never)
    expect(database.topic('posts').start).toBe(10)
    await other.close()
  })

  it('counts bytes right when values were erased', async () => {
    await append('posts', 10)
    expect(await eraseValues(database, 'posts', [0, 1, 2, 99])).toBe(3)
    expect(await eraseValues(database, 'posts', [0, 1, 2])).toBe(3)
    expect(database.topic('posts').bytes).toBe(10 * 115 - 3 * 100)
    await expire(everything())
    expect(database.topic('posts').bytes).toBe(0)
  })
})
