import { join } from 'node:path'
import { openPostLog } from '@groundswell/storage/post-log/open-post-log.ts'
import { expect, test, vi } from 'vitest'
import { startClassifier } from './start-classifier.ts'
import { copyOfModel, scoredRecords, silent, temporaryFolder, testConfig } from './testing.ts'

test('the whole part: becomes ready, scores the stream, answers predictions, stops', async () => {
  using folder = temporaryFolder()
  const config = { ...testConfig(folder.path), INTERNAL_HOST: '127.0.0.1' }
  const stop = new AbortController()
  let port = 0
  const ended = startClassifier({ config, logger: silent, signal: stop.signal, announceReady: (at) => (port = at) })
  await vi.waitFor(() => expect(port).toBeGreaterThan(0), 20_000)
  const at = (path: string) => `http://127.0.0.1:${port}${path}`
  expect(await (await fetch(at('/ready'))).json()).toEqual({ ready: true, missing: [] })

  const log = await openPostLog(config, silent)
  try {
    await log.append('posts', [
      { key: 'http/1', value: JSON.stringify({ id: '1', text: 'I love #lumo' }) },
      { key: 'x', value: 'garbage' },
    ])
    await vi.waitFor(async () => expect(await scoredRecords(log)).toHaveLength(2), 10_000)
    expect(await scoredRecords(log)).toMatchObject([
      { kind: 'post', id: '1', brands: ['lumo-phone'], model: 'tiny@0.0.1' },
      { kind: 'dead', reason: 'is not JSON' },
    ])
    const answer = await fetch(at('/api/v1/predict'), { method: 'POST', body: '{"text":"hello"}' })
    expect(await answer.json()).toMatchObject({ predictions: [{ emotion: expect.any(String) }] })
    const metrics = await (await fetch(at('/metrics'))).text()
    expect(metrics).toContain('groundswell_classified_records_total{outcome="scored"} 1')
    expect(metrics).toContain('groundswell_dead_letters_total{reason="is not JSON"} 1')
    expect(metrics).toContain('groundswell_scoring_queue_batches 0')
  } finally {
    stop.abort()
    await ended
    await log.close()
  }
})

test('a wrong model ends it before anything is taken', async () => {
  using folder = temporaryFolder()
  const config = { ...testConfig(folder.path), MODEL_DIR: folder.path }
  const started = startClassifier({ config, logger: silent, signal: new AbortController().signal, announceReady: () => undefined })
  await expect(started).rejects.toThrow('neither ensemble.json nor config.json')
})

test('another version in the folder takes over between two batches: every record once, by the version it names', async () => {
  using folder = temporaryFolder()
  const { directory, change } = copyOfModel(folder.path)
  const config = { ...testConfig(join(folder.path, 'data')), MODEL_DIR: directory }
  const stop = new AbortController()
  const announceReady = vi.fn()
  const ended = startClassifier({ config, logger: silent, signal: stop.signal, announceReady })
  await vi.waitFor(() => expect(announceReady).toHaveBeenCalled(), 20_000)
  const log = await openPostLog(config, silent)
  let sent = 0
  const send = async () => {
    await log.append(
      'posts',
      Array.from({ length: 20 }, () => ({ key: 'k', value: JSON.stringify({ id: `p${sent++}`, text: `I love number ${sent}` }) })),
    )
  }
  const models = async () => (await scoredRecords(log)).map((record) => (record.kind === 'post' ? record.model : record.kind))
  try {
    await send()
    await vi.waitFor(async () => expect(await models()).toContain('tiny@0.0.1'), 10_000)
    change('ensemble.json', (json) => Object.assign(json, { version: '2', languages: 'none' }))
    change('ensemble.json', (json) => Object.assign(json, { version: '2', languages: ['en'] }))
    await vi.waitFor(async () => {
      await send()
      expect(await models()).toContain('tiny@2')
    }, 20_000)
    await vi.waitFor(async () => expect(await models()).toHaveLength(sent), 10_000)
    expect((await scoredRecords(log)).map(({ origin }) => origin.offset)).toEqual(Array.from({ length: sent }, (_, offset) => offset))
    const all = await models()
    const first = all.indexOf('tiny@2')
    expect(new Set(all.slice(0, first))).toEqual(new Set(['tiny@0.0.1']))
    expect(new Set(all.slice(first))).toEqual(new Set(['tiny@2']))
  } finally {
    stop.abort()
    await ended
    await log.close()
  }
})
