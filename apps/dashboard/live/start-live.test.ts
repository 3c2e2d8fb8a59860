import { createLogger } from '@groundswell/runtime/logger.ts'
import type { ClientEvents, PostView, ServerEvents, TrendBucket } from '@groundswell/shared/live-events.ts'
import { io, type Socket } from 'socket.io-client'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Auth } from '../server/auth.ts'
import { liveResyncs } from '../server/metrics.ts'
import { type Served, serve } from '../server/testing/serve.ts'
import { BRANDS, STATUS } from '../server/testing/services.ts'
import { startLive } from './start-live.ts'

const MINUTE_MS = 60_000
const KEY = '0123456789abcdef'
const minute = () => new Date(Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS).toISOString()
const post = (id: string) =>
  ({ source: 'http', id, brands: ['acme'], time: new Date().toISOString(), text: 'x'.repeat(1_000) }) as unknown as PostView

/** A store whose changes a test makes. */
const store = {
  offset: 0,
  changed: [] as PostView[],
  removed: [] as { source: string; id: string }[],
  posts: 0,
  async position() {
    return { '0': store.offset }
  },
  async changes() {
    const posts = store.changed.splice(0)
    const minutes = posts.length === 0 ? [] : ['', 'acme'].map((brand) => ({ brand, start: minute() }))
    return { position: { '0': store.offset }, posts, total: posts.length, removed: store.removed.splice(0), minutes }
  },
  async newestPosts() {
    return []
  },
  async minutes(): Promise<TrendBucket[]> {
    return store.posts === 0 ? [] : [{ start: minute(), posts: store.posts, scored: store.posts, authors: 1, emotions: {} }]
  },
}

let served: Served
let stop: AbortController
let live: { close: () => Promise<void> }
const sockets: Socket[] = []

async function start(auth = new Auth(undefined)): Promise<void> {
  served = await serve((_, response) => response.writeHead(404).end())
  stop = new AbortController()
  const logger = createLogger('test', 'silent')
  live = startLive({ server: served.server, auth, brands: BRANDS, store, readStatus: async () => STATUS, logger, signal: stop.signal })
}

beforeEach(() => Object.assign(store, { changed: [], removed: [], posts: 0 }))
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.disconnect()
  stop.abort()
  await live.close()
})

function connect(extraHeaders: Record<string, string> = {}): Socket<ServerEvents, ClientEvents> {
  const socket = io(served.url, { path: '/ws', transports: ['websocket'], reconnection: false, forceNew: true, extraHeaders })
  sockets.push(socket)
  return socket
}

const next = <Event extends keyof ServerEvents>(socket: Socket<ServerEvents, ClientEvents>, event: Event) =>
  new Promise<Parameters<ServerEvents[Event]>[0]>((resolve) => socket.once(event, ((payload: never) => resolve(payload)) as never))
const watch = (socket: Socket<ServerEvents, ClientEvents>, request: unknown) =>
  new Promise<{ code: string } | null>((resolve) => socket.emit('watch', request as { brand: null }, resolve))
const connected = (socket: Socket) =>
  new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true))
    socket.once('connect_error', () => resolve(false))
  })

describe('watching', () => {
  beforeEach(() => start())

  test('a snapshot, then posts and whole minutes; the status to everybody', async () => {
    const socket = connect()
    const status = next(socket, 'status')
    const snapshot = next(socket, 'snapshot')
    expect(await watch(socket, { brand: 'acme' })).toBeNull()
    expect(await snapshot).toEqual({ brand: 'acme', buckets: [], posts: [] })
    const [posts, trend] = [next(socket, 'posts'), next(socket, 'trend')]
    store.posts = 1
    store.changed.push(post('1'))
    expect(await posts).toMatchObject({ brand: 'acme', posts: [{ id: '1' }], removed: [], skipped: 0 })
    await trend
    expect(await status).toEqual(STATUS)
  })

  test('a delete is told to whoever watches, whatever the brand', async () => {
    const [all, acme] = [connect(), connect()]
    const snapshots = [next(all, 'snapshot'), next(acme, 'snapshot')]
    await Promise.all([watch(all, { brand: null }), watch(acme, { brand: 'acme' })])
    await Promise.all(snapshots)
    const told = [next(all, 'posts'), next(acme, 'posts')]
    store.removed.push({ source: 'http', id: '1' })
    const removed = [{ source: 'http', id: '1' }]
    expect(await Promise.all(told)).toMatchObject([
      { brand: null, removed },
      { brand: 'acme', removed },
    ])
  })

  test('watching another brand ends the first; unwatch ends it all', async () => {
    const socket = connect()
    let snapshot = next(socket, 'snapshot')
    await watch(socket, { brand: null })
    await snapshot
    snapshot = next(socket, 'snapshot')
    await watch(socket, { brand: 'acme' })
    await snapshot
    const seen: (string | null)[] = []
    socket.on('posts', ({ brand }) => seen.push(brand))
    store.changed.push(post('1'))
    await expect.poll(() => seen).toEqual(['acme'])
    socket.emit('unwatch')
    const other = connect()
    snapshot = next(other, 'snapshot')
    await watch(other, { brand: 'acme' })
    await snapshot
    const told = next(other, 'posts')
    store.changed.push(post('2'))
    await told
    expect(seen).toEqual(['acme'])
  })

  test.each([
    ['an unknown brand', { brand: 'nobody' }, 'not_found'],
    ['a wrong type', { brand: 5 }, 'invalid_request'],
    ['an unknown field', { brand: null, all: true }, 'invalid_request'],
    ['nothing', null, 'invalid_request'],
    ['a room of its own making', { brand: 'brand:acme' }, 'not_found'],
  ])('%s is refused and changes nothing', async (_, request, code) => {
    const socket = connect()
    expect(await watch(socket, request)).toMatchObject({ code })
    const snapshot = next(socket, 'snapshot')
    expect(await watch(socket, { brand: 'acme' })).toBeNull()
    await snapshot
  })

  test('garbage ends no other connection', async () => {
    const [bad, good] = [connect(), connect()]
    const snapshot = next(good, 'snapshot')
    await watch(good, { brand: null })
    await snapshot
    bad.emit('watch', 'x'.repeat(100_000) as unknown as { brand: null })
    await new Promise((resolve) => bad.once('disconnect', resolve))
    const told = next(good, 'posts')
    store.changed.push(post('1'))
    await told
  })
})

test('who reads too slowly is left out instead of filling memory, and gets a snapshot once the line is free', async () => {
  await start()
  const [slow, quick] = [connect(), connect()]
  const snapshots = [next(slow, 'snapshot'), next(quick, 'snapshot')]
  await Promise.all([watch(slow, { brand: null }), watch(quick, { brand: null })])
  await Promise.all(snapshots)
  const line = lineOf(slow)
  line.pause()
  const left = await resyncs()
  // 2 MB a round: soon more than the buffers of both ends hold.
  const large = { ...post('large'), text: 'x'.repeat(2_000_000) }
  const filling = setInterval(() => store.changed.length === 0 && store.changed.push(large), 20)
  await expect.poll(resyncs, { timeout: 30_000 }).toBe(left + 1)
  const told = next(quick, 'posts')
  await told
  clearInterval(filling)
  const caughtUp = next(slow, 'snapshot')
  line.resume()
  expect(await caughtUp).toMatchObject({ brand: null })
  expect(await resyncs()).toBe(left + 1)
})

async function resyncs(): Promise<number> {
  return (await liveResyncs.get()).values[0]?.value ?? 0
}

/** The TCP connection below a client, which a stalled network or a sleeping laptop would stop. */
function lineOf(socket: Socket): { pause: () => void; resume: () => void } {
  const transport = socket.io.engine.transport as unknown as { ws: { _socket: { pause: () => void; resume: () => void } } }
  return transport.ws._socket
}

describe('who may connect', () => {
  test('our own page and programs, while ADMIN_KEY is unset', async () => {
    await start()
    expect(await connected(connect())).toBe(true)
    expect(await connected(connect({ origin: served.url }))).toBe(true)
    expect(await connected(connect({ origin: 'https://evil.example' }))).toBe(false)
    expect(await connected(connect({ 'x-forwarded-for': '203.0.113.9' }))).toBe(false)
    expect(await connected(connect({ host: 'evil.example', origin: 'http://evil.example' }))).toBe(false)
  })

  test('only key or session, where ADMIN_KEY is set; a session that ends takes its connection along', async () => {
    const auth = new Auth(KEY)
    await start(auth)
    expect(await connected(connect())).toBe(false)
    expect(await connected(connect({ authorization: `Bearer ${KEY}` }))).toBe(true)
    const opened = auth.sessions?.open(Date.now())
    if (opened === undefined) throw new Error('no sessions')
    const cookie = { cookie: `groundswell_session=${opened.token}` }
    expect(await connected(connect({ ...cookie, origin: 'https://evil.example' }))).toBe(false)
    const socket = connect(cookie)
    expect(await connected(socket)).toBe(true)
    const ended = new Promise((resolve) => socket.once('disconnect', resolve))
    auth.sessions?.end(opened.session, Date.now())
    await ended
  })
})
