import { join } from 'node:path'
import { readFileIfAny } from '@groundswell/runtime/durable-file.ts'
import { metrics } from '@groundswell/runtime/internal-server.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDiskGuard, LEAST_FREE_BYTES } from '../../disk-guard.ts'
import { createPostsTopic } from '../../posts-topic.ts'
import { type FakeJetstream, startFakeJetstream } from '../../testing/fake-jetstream.ts'
import { accountEvent, deleteEvent, didOf, editEvent, generatePosts, likeEvent, postEvent } from '../../testing/jetstream-events.ts'
import { openTempLog, silent, type TempLog } from '../../testing/temp-log.ts'
import { until } from '../../testing/until.ts'
import { type RunningSource, runSource } from '../run-source.ts'
import { createBlueskySource } from './bluesky-source.ts'
import { createCursorFile } from './cursor-file.ts'

const DID = didOf(1)
let fake: FakeJetstream
let temp: TempLog
let free: number
let stop: AbortController
let running: RunningSource

beforeEach(async () => {
  fake = await startFakeJetstream()
  temp = await openTempLog()
  free = LEAST_FREE_BYTES
  stop = new AbortController()
})
afterEach(async () => {
  await stopSource()
  await fake.close()
  await temp.remove()
})

async function stopSource() {
  stop.abort()
  await running.done
}

function start(hosts: string[] = [fake.url], idleMs = 5_000) {
  stop = new AbortController()
  const cursor = createCursorFile(temp.folder)
  const limits = { handshakeMs: 2_000, idleMs }
  const source = createBlueskySource({ hosts, cursor, logger: silent, limits, retry: { firstMs: 5, mostMs: 20 } })
  const topic = createPostsTopic(
    temp.log,
    createDiskGuard(temp.folder, async () => free),
    () => undefined,
  )
  running = runSource(source, topic, silent, stop.signal)
}

const texts = async () => (await temp.records()).map((record) => (record.$op === 'post' ? record.text : record.$op))
const uniqueIds = async () => new Set((await temp.records()).map((record) => (record.$op === 'post' ? record.id : '')))
const savedCursor = async () => Number(JSON.parse((await readFileIfAny(join(temp.folder, 'bluesky-cursor.json'))) ?? '{}').timeUs)

describe('bluesky', () => {
  it('writes creates, edits, deletes and lost accounts in the order they came', async () => {
    start()
    await fake.untilRequests(1)
    expect(fake.requests[0]?.getAll('wantedCollections')).toEqual(['app.bsky.feed.post'])
    expect(fake.requests[0]?.get('cursor')).toBeNull()
    fake.emit(postEvent(DID, '3ka', 'one'))
    fake.emit(likeEvent(DID, '3kb'))
    fake.emit(postEvent(DID, '3kc', ''))
    fake.emit(editEvent(DID, '3ka', 'two'))
    fake.emit(deleteEvent(DID, '3ka'))
    fake.emit(accountEvent(DID, true))
    fake.emit(accountEvent(DID, false, 'deleted'))
    await until(async () => (await texts()).length === 4)
    expect(await texts()).toEqual(['one', 'two', 'delete', 'delete-author'])
    expect(await temp.keys()).toEqual([...Array(3).fill(`bluesky/at://${DID}/app.bsky.feed.post/3ka`), `bluesky/${DID}`])
    expect(running.status()).toMatchObject({ name: 'bluesky', state: 'connected', lastPostAt: expect.any(String) })
  })

  it('counts garbage and goes on', async () => {
    start()
    await fake.untilRequests(1)
    const refused = async (reason: string) => {
      const { values } = (await metrics.getSingleMetric('groundswell_ingest_refused_total')?.get()) ?? { values: [] }
      return values.find(({ labels }) => labels['intake'] === 'bluesky' && labels['reason'] === reason)?.value ?? 0
    }
    const before = { json: await refused('not_json'), utf8: await refused('not_utf8') }
    fake.sendRaw('garbage')
    fake.sendRaw(Buffer.from([0x22, 0xff, 0xfe]))
    fake.sendRaw(Buffer.from([0xff, 0xfe]), true)
    fake.emit(postEvent(DID, '3ka', 'still here'))
    await until(async () => (await texts()).length === 1)
    expect(fake.requests).toHaveLength(1)
    expect({ json: await refused('not_json'), utf8: await refused('not_utf8') }).toEqual({ json: before.json + 1, utf8: before.utf8 + 2 })
  })

  it('comes back after a cut, rewinds a few seconds and misses nothing', async () => {
    start()
    await fake.untilRequests(1)
    const first = fake.emit(postEvent(DID, '3k0', 'first'))
    await until(async () => (await texts()).length === 1)
    for (let round = 1; round <= 3; round += 1) {
      fake.drop(round === 2 ? 'close' : 'cut')
      fake.emit(postEvent(DID, `3k${round}`, `while away ${round}`))
      await until(async () => (await uniqueIds()).size === round + 1)
    }
    expect(Number(fake.requests[1]?.get('cursor'))).toBe(first.time_us - 5_000_000)
  })

  it('goes on where it was after a restart', async () => {
    start()
    await fake.untilRequests(1)
    const last = fake.emit(postEvent(DID, '3ka', 'before'))
    await until(async () => (await texts()).length === 1)
    await stopSource()
    expect(await savedCursor()).toBe(last.time_us)
    fake.emit(postEvent(DID, '3kb', 'while we were down'))
    start()
    await until(async () => (await uniqueIds()).size === 2)
    expect(fake.requests[1]?.get('cursor')).toBe(String(last.time_us - 5_000_000))
  })

  it('never remembers what is not durable', async () => {
    start()
    await fake.untilRequests(1)
    fake.emit(postEvent(DID, '3ka', 'kept'))
    await until(async () => (await texts()).length === 1)
    const real = temp.log.append.bind(temp.log)
    temp.log.append = () => Promise.reject(new Error('no space left on device'))
    const lost = fake.emit(postEvent(DID, '3kb', 'not yet'))
    await until(() => running.status().state === 'failed, trying again')
    expect(await savedCursor()).toBeLessThan(lost.time_us)
    temp.log.append = real
    await until(async () => (await uniqueIds()).size === 2)
  })

  it('gives a silent connection up', async () => {
    start([fake.url], 60)
    fake.setSilent(true)
    await fake.untilRequests(3)
    fake.setSilent(false)
    await until(() => {
      fake.emit(postEvent(DID, '3ka', 'alive'))
      return running.status().lastPostAt !== null
    })
  })

  it('tries other hosts in turn, and any of them for as long as it takes', async () => {
    const other = await startFakeJetstream()
    fake.setRefusing(true)
    other.setRefusing(true)
    start([fake.url, other.url])
    await until(() => running.status().state === 'reconnecting')
    other.setRefusing(false)
    await other.untilRequests(1)
    other.emit(postEvent(DID, '3ka', 'from the other'))
    await until(async () => (await texts()).length === 1)
    expect(fake.requests).toHaveLength(0)
    await stopSource()
    await other.close()
  })

  it('pauses while the disk is nearly full, leaves the socket unread, and loses nothing', async () => {
    start()
    await fake.untilRequests(1)
    free = 0
    const posts = generatePosts()
    fake.emit(posts.next().value)
    await until(() => running.status().state === 'paused: disk nearly full')
    for (let count = 1; count < 6_000; count += 1) fake.emit(posts.next().value)
    expect(await texts()).toEqual([])
    free = LEAST_FREE_BYTES
    await until(async () => (await temp.log.ranges('posts'))[0]?.end === 6_000)
    expect(fake.requests).toHaveLength(1)
    expect(running.status().state).toBe('connected')
  })

  it('starts with what is posted now when its cursor file is damaged', async () => {
    const cursor = createCursorFile(temp.folder)
    await cursor.save(123)
    expect(await cursor.read()).toBe(123)
    const { writeFile } = await import('node:fs/promises')
    await writeFile(join(temp.folder, 'bluesky-cursor.json'), '{"tim')
    start()
    await fake.untilRequests(1)
    expect(fake.requests[0]?.get('cursor')).toBeNull()
  })
})
