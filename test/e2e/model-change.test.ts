import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PostView, Status } from '@groundswell/shared/live-events.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Groundswell, TINY_MODEL } from '../harness/groundswell.ts'
import { waitFor } from '../harness/wait-for.ts'

let groundswell: Groundswell
let folder: string
let served: string

/** The tiny model under another version. */
function versionOf(version: string): string {
  const directory = join(folder, `version-${version}`)
  cpSync(TINY_MODEL, directory, { recursive: true })
  const file = join(directory, 'ensemble.json')
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), version }))
  return directory
}
const install = (directory: string) => cpSync(directory, served, { recursive: true })

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'groundswell-models-'))
  served = join(folder, 'served')
  install(versionOf('1'))
  groundswell = await Groundswell.start({ MODEL_DIR: served, CLASSIFIER_DEVICE: 'cpu', CLASSIFIER_WORKERS: '2' })
}, 120_000)
afterAll(async () => {
  await groundswell?.dispose()
  rmSync(folder, { recursive: true, force: true })
})

/** Posts that go in one batch after another until `stop`, and whether everything was ready all the time. */
function postsFlowing(prefix: string) {
  const flow = { sent: 0, alwaysReady: true, running: true }
  const flowing = (async () => {
    while (flow.running) {
      const posts = Array.from({ length: 40 }, (_, n) => ({
        id: `${prefix}-${flow.sent + n}`,
        text: `I love number ${n} so very much, thank you all`,
        lang: 'en',
      }))
      const { status, body } = await groundswell.post('/posts', posts)
      expect({ status, accepted: body.accepted }).toEqual({ status: 202, accepted: posts.length })
      flow.sent += posts.length
      flow.alwaysReady &&= (await groundswell.get<{ ready: boolean }>('/ready')).ready
    }
  })()
  flowing.catch(() => undefined)
  const stop = async () => {
    flow.running = false
    await flowing
    return flow
  }
  return { flow, stop }
}

const servedVersion = async () => (await groundswell.get<Status>('/status')).model?.version
const rowsOf = (prefix: string) =>
  groundswell.sql<{ version: string; rows: number; ids: number }>(
    `SELECT model_version AS version, toUInt32(count()) AS rows, toUInt32(uniqExact(id)) AS ids FROM posts WHERE startsWith(id, '${prefix}-') GROUP BY version ORDER BY version`,
  )
const predictedBy = async () => {
  const response = await fetch(`${groundswell.url}/api/v1/predict?explain=true`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ text: 'what a lovely day' }),
  })
  return (await response.json()) as { model: unknown; predictions: { tokens: { text: string }[] }[] }
}
/** Every record has one outcome. */
function expectSums({ accepted, stored, deleted, edited, repeated, deadLettered }: Status) {
  expect(Number(stored) + Number(deleted) + Number(edited) + Number(repeated) + Number(deadLettered)).toBe(accepted)
}

describe('a model change under load', () => {
  test('a new version takes over: every post stored once, by the version that its row names', async () => {
    const before = await groundswell.drain()
    expect(before.model).toEqual({ name: 'tiny', version: '1' })
    const next = versionOf('2')
    const { flow, stop } = postsFlowing('swap')
    await waitFor('rows of the first version', async () => (await rowsOf('swap')).length === 1)
    install(next)
    await waitFor('the second version to serve', async () => (await servedVersion()) === '2')
    const sentByThen = flow.sent
    await waitFor('more posts', () => flow.sent > sentByThen + 80)
    const { sent, alwaysReady } = await stop()
    const after = await groundswell.drain()

    expect(alwaysReady).toBe(true)
    expectSums(after)
    expect(after.accepted).toBe((before.accepted ?? 0) + sent)
    expect(after.stored).toBe((before.stored ?? 0) + sent)
    expect(after.scored).toBe((before.scored ?? 0) + sent)
    const rows = await rowsOf('swap')
    expect(rows.map(({ version }) => version)).toEqual(['tiny@1', 'tiny@2'])
    expect(rows.reduce((sum, row) => sum + row.rows, 0)).toBe(sent)
    expect(rows.reduce((sum, row) => sum + row.ids, 0)).toBe(sent)

    const [newest] = (await groundswell.get<{ posts: PostView[] }>('/posts?limit=1')).posts
    expect(newest?.modelVersion).toBe('tiny@2')
    const answer = await predictedBy()
    expect(answer.model).toEqual({ name: 'tiny', version: '2' })
    expect(answer.predictions[0]?.tokens.map(({ text }) => text)).toEqual(['what', 'a', 'lovely', 'day'])
    const stage = after.stages.find(({ name }) => name === 'classifier')
    expect(stage).toMatchObject({ state: 'ok', model: 'tiny@2', device: 'cpu', loadedAt: expect.any(String) })
  })

  test('a version that can not be used is told of once, and the one before goes on until it is mended', async () => {
    const before = await groundswell.drain()
    const broken = versionOf('3')
    writeFileSync(join(broken, 'focal/onnx/model_int8.onnx'), 'half a graph')
    const { flow, stop } = postsFlowing('broken')
    install(broken)
    const refusals = async () =>
      (await readFile(groundswell.logFile, 'utf8')).split('\n').filter((line) => line.includes("can't be used, so"))
    await waitFor('the refusal to be logged', async () => (await refusals()).length > 0)
    const [refusal] = await refusals()
    expect(refusal).toContain('focal/onnx/model_int8.onnx')
    const sentByThen = flow.sent
    await waitFor('more posts', () => flow.sent > sentByThen + 80)
    expect(await servedVersion()).toBe('2')
    cpSync(join(TINY_MODEL, 'focal/onnx/model_int8.onnx'), join(served, 'focal/onnx/model_int8.onnx'))
    await waitFor('the mended version to serve', async () => (await servedVersion()) === '3')
    const { sent, alwaysReady } = await stop()
    const after = await groundswell.drain()

    expect(alwaysReady).toBe(true)
    expect(await refusals()).toHaveLength(1)
    expectSums(after)
    expect(after.stored).toBe((before.stored ?? 0) + sent)
    const rows = await rowsOf('broken')
    expect(rows[0]?.version).toBe('tiny@2')
    expect(rows.reduce((sum, row) => sum + row.rows, 0)).toBe(sent)
    expect(rows.reduce((sum, row) => sum + row.ids, 0)).toBe(sent)
  })
})
