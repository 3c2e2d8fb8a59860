import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '@groundswell/runtime/config.ts'
import type { SourceStatus } from '@groundswell/shared/live-events.ts'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startIngest } from './start-ingest.ts'
import { startFakeJetstream } from './testing/fake-jetstream.ts'
import { didOf, postEvent } from './testing/jetstream-events.ts'
import { silent } from './testing/temp-log.ts'
import { until } from './testing/until.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'groundswell-ingest-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function run(settings: Record<string, string>) {
  const stop = new AbortController()
  const config = readConfig({ DATA_DIR: folder, ...settings })
  let announce: (port: number) => void = () => undefined
  const ready = new Promise<number>((resolve) => {
    announce = resolve
  })
  const ended = startIngest({ config, logger: silent, signal: stop.signal, announceReady: announce })
  const url = `http://127.0.0.1:${await ready}`
  const stopped = () => {
    stop.abort()
    return ended
  }
  return { url, stopped, sources: async () => (await (await fetch(`${url}/sources`)).json()) as SourceStatus[] }
}

it('runs bluesky beside the intake, shows the sources, and marks that live posts were taken', async () => {
  const fake = await startFakeJetstream()
  const part = await run({ JETSTREAM_URL: fake.url })
  expect((await fetch(`${part.url}/ready`)).status).toBe(200)
  await fake.untilRequests(1)
  fake.emit(postEvent(didOf(1), '3ka', 'hello'))
  await until(async () => (await part.sources()).some((source) => source.name === 'bluesky' && source.lastPostAt !== null))
  expect((await part.sources()).map(({ name, state }) => [name, state])).toEqual([
    ['bluesky', 'connected'],
    ['http', 'open'],
  ])
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${part.url}/api/v1/posts`, { method: 'POST', headers, body: '{"id":"1","text":"hi"}' })
  expect(answer.status).toBe(202)
  expect((await part.sources()).find(({ name }) => name === 'http')?.lastPostAt).not.toBeNull()
  const metrics = await (await fetch(`${part.url}/metrics`)).text()
  expect(metrics).toMatch(/groundswell_ingest_accepted_total\{intake="bluesky"\} [1-9]/)
  await part.stopped()
  expect(await readFile(join(folder, 'ingest', 'live-posts'), 'utf8')).toMatch(/^20/)
  expect(JSON.parse(await readFile(join(folder, 'ingest', 'bluesky-cursor.json'), 'utf8'))).toHaveProperty('timeUs')
  await fake.close()
})

it('plays the demo where it is asked to, and says so', async () => {
  const part = await run({ SOURCES: 'demo,http' })
  await until(async () => (await part.sources()).some((source) => source.name === 'demo' && source.lastPostAt !== null))
  expect((await part.sources()).map(({ name, state }) => [name, state])).toEqual([
    ['demo', 'playing demo'],
    ['http', 'open'],
  ])
  await part.stopped()
  await expect(readFile(join(folder, 'ingest', 'live-posts'))).rejects.toThrow()
})
