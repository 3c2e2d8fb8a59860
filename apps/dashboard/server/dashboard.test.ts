import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLogger } from '@groundswell/runtime/logger.ts'
import { configSchema } from '@groundswell/shared/config.ts'
import type { ClientEvents, PostView, ServerEvents, Status, TrendBucket } from '@groundswell/shared/live-events.ts'
import { GROUP_AGGREGATOR, GROUP_CLASSIFIER, type Topic } from '@groundswell/shared/topics.ts'
import { type EmotionStore, openEmotionStore } from '@groundswell/storage/emotion-store/emotion-store.ts'
import { migrate } from '@groundswell/storage/emotion-store/migrate.ts'
import { insertBlock } from '@groundswell/storage/emotion-store/sink/insert-block.ts'
import { openPostLog } from '@groundswell/storage/post-log/open-post-log.ts'
import type { PostLog } from '@groundswell/storage/post-log/post-log.ts'
import { type EmbeddedStore, startEmbeddedStore } from '@groundswell/storage/testing/start-embedded-store.ts'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Served, serve } from './testing/serve.ts'
import { BRANDS } from './testing/services.ts'
import { retractedPost, storedPost } from './testing/stored-post.ts'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
const now = Date.now()

let directory: string
let embedded: EmbeddedStore
let store: EmotionStore
let log: PostLog
let part: Served
let dashboard: ChildProcess
let url: string

/** Ingest, classifier and aggregator at once, as far as the dashboard asks them. */
const answersOfParts: Record<string, unknown> = {
  '/ready': { ready: true, missing: [] },
  '/model': { name: 'trio', version: '1', labels: [], device: 'cpu', loadedAt: '2026-11-21T05:00:00.000Z' },
  '/sources': [{ name: 'http', state: 'open', lastPostAt: null }],
}

async function startDashboard(): Promise<void> {
  const brands = join(directory, 'brands.json')
  await writeFile(brands, JSON.stringify(BRANDS))
  dashboard = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      ...embedded.env,
      NODE_ENV: 'production',
      PORT: '0',
      DATA_DIR: directory,
      BRANDS_FILE: brands,
      LOG_LEVEL: 'warn',
      INGEST_URL: part.url,
      CLASSIFIER_URL: part.url,
      AGGREGATOR_URL: part.url,
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ended = once(dashboard, 'exit').then(([code]) => Promise.reject(new Error(`the dashboard ended with ${code}`)))
  ended.catch(() => undefined)
  const [ready] = (await Promise.race([once(dashboard, 'message'), ended])) as [{ port: number }]
  url = `http://127.0.0.1:${ready.port}`
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'groundswell-dashboard-'))
  embedded = await startEmbeddedStore(directory)
  store = openEmotionStore(configSchema.parse(embedded.env))
  await migrate(store)
  log = await openPostLog(configSchema.parse({ DATA_DIR: directory }), createLogger('test', 'silent'))
  part = await serve((request, response) => response.end(JSON.stringify(answersOfParts[request.url ?? ''])))
  await startDashboard()
})

afterAll(async () => {
  dashboard?.kill()
  await part?.close()
  await log?.close()
  await store?.close()
  await embedded?.stop()
  await rm(directory, { recursive: true, force: true })
})

async function get<T>(path: string): Promise<T> {
  return (await (await fetch(`${url}/api/v1${path}`)).json()) as T
}

const append = (topic: Topic) => log.append(topic, [{ key: 'http/x', value: JSON.stringify({ origin: { appendedAt: now } }) }])

/** Lets a group stand behind everything, as its part does when it is done. */
async function finish(topic: Topic, group: string): Promise<void> {
  const [range] = await log.ranges(topic)
  const stop = new AbortController()
  await log.consume(topic, group, stop.signal, async (claim) => {
    await claim.commit(range?.end ?? 0, '')
    stop.abort()
  })
}

function nextWith<Event extends 'snapshot' | 'posts' | 'trend'>(
  socket: Socket<ServerEvents, ClientEvents>,
  event: Event,
  holds: (payload: Parameters<ServerEvents[Event]>[0]) => boolean,
): Promise<Parameters<ServerEvents[Event]>[0]> {
  return new Promise((resolve) => {
    const listener = (payload: Parameters<ServerEvents[Event]>[0]) => {
      if (!holds(payload)) return
      socket.off(event, listener as never)
      resolve(payload)
    }
    socket.on(event, listener as never)
  })
}

test('everything is there', async () => {
  expect(await get('/ready')).toEqual({ ready: true, missing: [] })
})

test('a post on its way through, from the 202 to every screen, and its delete', async () => {
  const socket: Socket<ServerEvents, ClientEvents> = io(url, { path: '/ws', transports: ['websocket'] })
  const snapshot = nextWith(socket, 'snapshot', () => true)
  socket.emit('watch', { brand: 'acme' })
  expect(await snapshot).toEqual({ brand: 'acme', buckets: [], posts: [] })

  await append('posts')
  const waiting = await get<Status>('/status')
  expect(waiting).toMatchObject({
    accepted: 1,
    stored: 0,
    missing: [],
    model: { name: 'trio', version: '1' },
    log: 'embedded',
    store: 'embedded',
  })
  expect(waiting.lagSeconds).toBeGreaterThan(0)

  await append('scored-posts')
  await finish('posts', GROUP_CLASSIFIER)
  expect((await get<Status>('/status')).lagSeconds).toBeGreaterThan(0)

  const shown = nextWith(socket, 'posts', ({ posts }) => posts.length > 0)
  const counted = nextWith(socket, 'trend', ({ buckets }) => buckets.some(({ posts }) => posts === 1))
  await insertBlock(store, 'block-0', [storedPost(0, 'first', now)])
  await finish('scored-posts', GROUP_AGGREGATOR)
  expect((await shown).posts).toMatchObject([{ id: 'first', topEmotion: 'joy', emotions: [{ label: 'joy', score: 0.9 }] }])
  expect((await counted).buckets.find(({ posts }) => posts === 1)?.emotions.joy).toEqual({ count: 1, expected: 0.9 })
  const drained = await get<Status>('/status')
  expect(drained).toMatchObject({ accepted: 1, stored: 1, scored: 1, lagSeconds: 0, missing: [] })
  expect(drained.sources).toEqual([{ name: 'http', state: 'open', lastPostAt: new Date(now).toISOString() }])

  expect((await get<{ posts: PostView[] }>('/posts?brand=acme&emotion=joy&q=LOVE&limit=10')).posts).toHaveLength(1)
  expect((await get<{ posts: PostView[] }>('/posts?emotion=anger')).posts).toEqual([])
  expect((await get<{ buckets: TrendBucket[] }>('/trends?step=3600')).buckets).toMatchObject([{ posts: 1, authors: 1 }])

  await append('posts')
  await append('scored-posts')
  const removed = nextWith(socket, 'posts', (event) => event.removed.length > 0)
  const emptied = nextWith(socket, 'trend', ({ buckets }) => buckets.some(({ posts }) => posts === 0))
  await insertBlock(store, 'block-1', retractedPost(1, 0, 'first', now))
  await finish('posts', GROUP_CLASSIFIER)
  await finish('scored-posts', GROUP_AGGREGATOR)
  expect((await removed).removed).toEqual([{ source: 'http', id: 'first' }])
  await emptied
  expect(await get('/status')).toMatchObject({ accepted: 1, stored: 0, deleted: 1, scored: 0, lagSeconds: 0 })
  expect((await get<{ posts: PostView[] }>('/posts?brand=acme')).posts).toEqual([])
  socket.disconnect()
})

test('a page of posts leads to the next', async () => {
  const rows = Array.from({ length: 5 }, (_, index) => storedPost(10 + index, `page-${index}`, now - 60_000 - index))
  await insertBlock(store, 'block-2', rows)
  const first = await get<{ posts: PostView[]; nextCursor: string }>('/posts?q=page&limit=3')
  expect(first.posts.map(({ id }) => id)).toEqual(['page-0', 'page-1', 'page-2'])
  const second = await get<{ posts: PostView[]; nextCursor: null }>(`/posts?q=page&limit=3&cursor=${first.nextCursor}`)
  expect(second).toMatchObject({ posts: [{ id: 'page-3' }, { id: 'page-4' }], nextCursor: null })
})

test('a store that was away comes back to the same screen', async () => {
  const socket: Socket<ServerEvents, ClientEvents> = io(url, { path: '/ws', transports: ['websocket'] })
  const snapshot = nextWith(socket, 'snapshot', () => true)
  socket.emit('watch', { brand: null })
  await snapshot
  const degraded = new Promise<void>((resolve) => socket.on('status', ({ missing }) => missing.includes('store') && resolve()))
  await embedded.kill()
  await degraded
  const port = embedded.env['EMBEDDED_CLICKHOUSE_PORT'] ?? ''
  embedded = await startEmbeddedStore(directory, port)
  const shown = nextWith(socket, 'posts', ({ posts }) => posts.some(({ id }) => id === 'after'))
  await insertBlock(store, 'block-3', [storedPost(30, 'after', now)])
  await shown
  socket.disconnect()
})

test('it ends by itself before it would be ended, when its supervisor has gone', async () => {
  const ended = once(dashboard, 'exit')
  const startedAt = performance.now()
  dashboard.disconnect()
  expect(await ended).toEqual([0, null])
  expect(performance.now() - startedAt).toBeLessThan(1_900)
})
