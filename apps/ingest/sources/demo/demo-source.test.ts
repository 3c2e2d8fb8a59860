import { type PostRecord, postRecordSchema } from '@groundswell/shared/post.ts'
import { expect, it } from 'vitest'
import { isPost, readCorpus } from './corpus.ts'
import { createDemoSource, type DemoWorld } from './demo-source.ts'

const START = Date.UTC(2026, 10, 21, 9)

/** A world whose time passes only while someone waits. */
function fastWorld(): DemoWorld {
  let now = START
  let seed = 1
  return {
    now: () => now,
    pause: async (ms) => {
      now += ms
    },
    random: () => {
      seed = (seed * 16_807) % 2_147_483_647
      return seed / 2_147_483_647
    },
  }
}

async function play(count: number): Promise<PostRecord[]> {
  const source = createDemoSource(fastWorld())
  const stop = new AbortController()
  const records: PostRecord[] = []
  for await (const batch of source.posts(stop.signal)) {
    records.push(...batch.records)
    if (records.length >= count) stop.abort()
  }
  expect(source.state()).toBe('playing demo')
  return records
}

it('plays the story once as written, then calmer rounds with fresh ids, endlessly', async () => {
  const corpus = readCorpus()
  const records = await play(3_000)
  for (const record of records) expect(postRecordSchema.safeParse(record).error).toBeUndefined()

  const created = records.filter((record) => record.$op === 'post')
  const ids = created.map((record) => record.id)
  const edits = ids.length - new Set(ids).size
  expect(edits).toBeGreaterThan(4)
  expect(ids.every((id) => /^demo\/[a-z0-9]+\/\d+$/.test(id))).toBe(true)
  expect(created.every((record) => record.source === 'demo')).toBe(true)

  const versions = records.map((record) => record.$version ?? 0)
  for (const [index, version] of versions.entries()) if (index > 0) expect(version).toBeGreaterThan(versions[index - 1] ?? 0)

  const known = new Set<string>()
  for (const record of records) {
    if (record.$op === 'delete') expect(known.has(record.id)).toBe(true)
    if (record.$op !== 'post') continue
    if (record.replyTo !== undefined) expect(known.has(record.replyTo)).toBe(true)
    known.add(record.id)
  }

  const story = records.slice(0, corpus.length)
  expect(new Set(story.map((record) => (record.$op === 'post' ? record.text : '')))).toEqual(
    new Set(corpus.map((item) => ('text' in item ? item.text : ''))),
  )
  const later = created.slice(corpus.length)
  const nimbus = later.filter((record) => /nimbus/i.test(record.text)).length / later.length
  expect(nimbus).toBeLessThan(0.15)

  const minutes = (created.at(-1)?.$time ?? 0) / 60_000 - START / 60_000
  expect(records.length / minutes / 60).toBeGreaterThan(1)
  expect(records.length / minutes / 60).toBeLessThan(6)
})

it('answers seconds after what it answers, in later rounds too', async () => {
  const times = new Map<string, number>()
  for (const record of await play(2_000)) {
    if (record.$op !== 'post') continue
    if (record.replyTo !== undefined) expect(record.$time).toBeGreaterThan((times.get(record.replyTo) ?? 0) + 500)
    if (!times.has(record.id)) times.set(record.id, record.$time ?? 0)
  }
})

it('names the parent of every answer of the story', async () => {
  const corpus = readCorpus()
  const answers = corpus.filter((item) => isPost(item) && item.replyTo !== undefined)
  const played = (await play(corpus.length)).filter((record) => record.$op === 'post' && record.replyTo !== undefined)
  expect(played.length).toBe(answers.length)
})
