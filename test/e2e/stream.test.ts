import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { PostView, TrendBucket } from '@groundswell/shared/live-events.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Groundswell, TINY_MODEL } from '../harness/groundswell.ts'
import { isAlive } from '../harness/processes.ts'
import { waitFor } from '../harness/wait-for.ts'

let groundswell: Groundswell

beforeAll(async () => {
  groundswell = await Groundswell.start({ MODEL_DIR: TINY_MODEL })
}, 120_000)
afterAll(() => groundswell?.dispose())

const posts = async (query: string) => (await groundswell.get<{ posts: PostView[] }>(`/posts?${query}`)).posts
const buckets = async (brand: string) => (await groundswell.get<{ buckets: TrendBucket[] }>(`/trends?brand=${brand}&step=60`)).buckets
const english = 'I really love how this turned out, thank you all so much'

describe('from POST /posts to every place that shows it', () => {
  test('a post is stored, scored and counted for its brand', async () => {
    const before = await groundswell.drain()
    const answer = await groundswell.post('/posts', { id: 'first', text: `${english} lumo`, author: 'ann', lang: 'en' })
    expect(answer).toEqual({ status: 202, body: { accepted: 1, rejected: [], rejectedCount: 0 } })
    const status = await groundswell.drain()
    expect(status.stored).toBe((before.stored ?? 0) + 1)

    const [post] = await posts('brand=lumo-phone&limit=10')
    expect(post).toMatchObject({ source: 'http', id: 'first', author: 'ann', lang: 'en', brands: ['lumo-phone'], text: `${english} lumo` })
    expect(post?.topEmotion).toEqual(expect.any(String))

    expect((await buckets('lumo-phone')).reduce((sum, bucket) => sum + bucket.posts, 0)).toBe(1)
    const rows = await groundswell.sql<{ id: string; top_emotion: string }>(
      "SELECT id, top_emotion FROM posts WHERE source = 'http' AND has(brands, 'lumo-phone')",
    )
    expect(rows).toEqual([{ id: 'first', top_emotion: post?.topEmotion }])
  })

  test('the same post again is repeated, another text is an edit, a delete takes it out of everything', async () => {
    const before = await groundswell.drain()
    const send = (text: string) => groundswell.post('/posts', { id: 'twice', text, lang: 'en' })
    await send(`${english} brewhaven`)
    await send(`${english} brewhaven`)
    await send(`${english} skyhopper`)
    const edited = await groundswell.drain()
    expect({ stored: edited.stored, edited: edited.edited, repeated: edited.repeated, accepted: edited.accepted }).toEqual({
      stored: (before.stored ?? 0) + 1,
      edited: (before.edited ?? 0) + 1,
      repeated: (before.repeated ?? 0) + 1,
      accepted: (before.accepted ?? 0) + 3,
    })
    expect(await posts('brand=brewhaven')).toEqual([])
    expect(await posts('brand=skyhopper')).toHaveLength(1)
    expect(await buckets('brewhaven')).toEqual([])

    expect(await groundswell.delete('http', 'twice')).toBe(202)
    const gone = await groundswell.drain()
    expect({ stored: gone.stored, deleted: gone.deleted, accepted: gone.accepted }).toEqual({
      stored: before.stored,
      deleted: (before.deleted ?? 0) + 1,
      accepted: edited.accepted,
    })
    expect(await posts('brand=skyhopper')).toEqual([])
    expect(await groundswell.sql("SELECT id FROM posts WHERE id = 'twice'")).toEqual([])
    expect(await buckets('skyhopper')).toEqual([])

    await send(`${english} skyhopper`)
    expect((await groundswell.drain()).repeated).toBe((edited.repeated ?? 0) + 1)
    expect(await posts('brand=skyhopper')).toEqual([])
  })

  test('a language the model does not know is stored and counted, not scored', async () => {
    const before = await groundswell.drain()
    await groundswell.post('/posts', {
      id: 'german',
      lang: 'de',
      text: 'Ich freue mich wirklich sehr über diese wunderschöne Nachricht von euch allen',
    })
    const status = await groundswell.drain()
    expect(status.unsupported).toBe((before.unsupported ?? 0) + 1)
    expect((status.scored ?? 0) + (status.unsupported ?? 0)).toBe(status.stored)
    const [post] = await posts('q=wundersch')
    expect(post).toMatchObject({ id: 'german', scores: null, topEmotion: null, emotions: [] })
  })

  test('outcomes add up', async () => {
    const status = await groundswell.drain()
    const { stored, deleted, edited, repeated, deadLettered } = status
    expect(Number(stored) + Number(deleted) + Number(edited) + Number(repeated) + Number(deadLettered)).toBe(status.accepted)
  })
})

describe('what is refused at the door', () => {
  test.each([
    ['malformed JSON', '{"id":', undefined],
    ['a missing text', { id: 'x' }, 'text'],
    ['a wrong type', { id: 'x', text: 5 }, 'text'],
    ['an empty text', { id: 'x', text: '  ' }, 'text'],
    ['a text of 1 MB', { id: 'x', text: 'a'.repeat(1e6) }, 'text'],
    ['a lone surrogate', '{"id":"x","text":"a\\ud800b"}', 'text'],
    ['a NUL character', { id: 'x', text: 'a\0b' }, 'text'],
    ['an unknown field', { id: 'x', text: 'hello', likes: 3 }, 'likes'],
    ['a date too far ahead', { id: 'x', text: 'hello', createdAt: new Date(Date.now() + 10 * 60_000).toISOString() }, 'createdAt'],
    ['a reserved source', { id: 'x', text: 'hello', source: 'bluesky' }, 'source'],
  ])('%s', async (_, body, field) => {
    const answer = await groundswell.post('/posts', body)
    expect(answer.status).toBe(400)
    expect(answer.body.error?.message).toEqual(expect.any(String))
    if (field !== undefined) expect(answer.body.error?.field).toBe(field)
  })

  test('nothing of it was accepted', async () => {
    expect(await groundswell.sql("SELECT id FROM posts WHERE id = 'x'")).toEqual([])
  })
})

describe('the supervisor', () => {
  test('starts a part again that was killed, and nothing is lost', async () => {
    const before = await groundswell.drain()
    for (const part of ['classifier', 'aggregator', 'store'] as const) await groundswell.kill(part)
    const answer = await groundswell.post('/posts', { id: 'after-kill', text: english, lang: 'en' })
    expect(answer.status).toBe(202)
    expect((await groundswell.drain()).stored).toBe((before.stored ?? 0) + 1)
  })

  test('refuses a second start on the same data directory', async () => {
    const second = Groundswell.start({ DATA_DIR: groundswell.dataDir })
    await expect(second).rejects.toThrow(/is in use by another Groundswell/)
  })

  test('keeps the counts over a restart, and leaves no process behind', async () => {
    const before = await groundswell.drain()
    const tree = groundswell.tree()
    expect(tree.length).toBeGreaterThanOrEqual(6)
    await groundswell.stop()
    await waitFor('every process to end', () => tree.every((process) => !isAlive(process.pid)))
    await groundswell.startSupervisor()
    const after = await groundswell.drain()
    for (const name of ['accepted', 'stored', 'deleted', 'edited', 'repeated', 'deadLettered', 'scored', 'unsupported'] as const)
      expect(after[name], name).toBe(before[name])
    expect(await readdir(join(groundswell.dataDir))).toContain('clickhouse')
  })
})
