import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { TINY_MODEL } from '../../testing.ts'
import { findModel } from '../find-model.ts'
import { loadManifest } from '../manifest.ts'
import { TestingHub } from './testing/fake-hub.ts'
import { changeConfig, FIXTURES, type HubOfTest, scoresOf, startHub } from './testing/hub-models.ts'

let at: HubOfTest
beforeEach(async () => {
  at = await startHub()
})
afterEach(() => at[Symbol.asyncDispose]())

describe('a download that breaks', () => {
  const graph = 'onnx/model_int8.onnx'
  const ranges = () =>
    at.hub.requests
      .filter(({ path, range }) => path.startsWith('/bytes/') && path.endsWith(graph) && range !== 'bytes=0-0')
      .map(({ range }) => range)

  /** Bytes of the graph's draft on disk. */
  const written = () => {
    const draft = join(at.folder, 'cache/groundswell/models/a/b', `${TestingHub.commit}-cpu.part`, 'b', `${graph}.part`)
    return existsSync(draft) && readFileSync(draft).length
  }

  test('goes on by itself where it was', async () => {
    const { hub, find, publish } = at
    publish('a/b')
    hub.trouble.stall = 20_000
    const found = find('a/b')
    // A connection that breaks may take with it what was not written yet.
    await expect.poll(written, { timeout: 10_000 }).toBe(20_000)
    hub.cutStalled()
    const directory = await found
    expect(ranges()).toEqual([undefined, 'bytes=20000-30912'])
    expect(readFileSync(join(directory, graph))).toEqual(readFileSync(join(TINY_MODEL, 'bce', graph)))
  })

  test('a later start goes on where an earlier one ended; until then there is no model', async () => {
    const { hub, settings, find, publish } = at
    publish('a/b')
    const stop = new AbortController()
    hub.trouble.stall = 20_000
    const first = findModel('a/b', settings, { signal: stop.signal, tell: () => undefined })
    await expect.poll(written, { timeout: 10_000 }).toBe(20_000)
    stop.abort(new Error('stopped'))
    await expect(first).rejects.toThrow('stopped')
    await expect(find('a/b', { HF_HUB_OFFLINE: true })).rejects.toThrow('is not in the cache')
    delete hub.trouble.stall
    const directory = await find('a/b')
    expect(ranges()).toEqual([undefined, 'bytes=20000-30912'])
    expect(readFileSync(join(directory, graph))).toEqual(readFileSync(join(TINY_MODEL, 'bce', graph)))
  })

  test('bytes that are not the promised ones are thrown away', async () => {
    const { hub, find, publish } = at
    publish('a/b')
    hub.trouble.corrupt = true
    await expect(find('a/b')).rejects.toThrow(/^MODEL_DIR a\/b: config\.json came with the hash \w+ instead of/)
    hub.trouble.corrupt = false
    expect(loadManifest(await find('a/b')).name).toBe('b')
  })
})

describe('is refused with MODEL_DIR and a remedy', () => {
  test.each([
    [404, 'has no such model or revision'],
    [401, /it is private or gated: accept its terms at http.*\/a\/b and set HF_TOKEN$/],
    [403, 'answers 403'],
    [500, 'answers 500; try again in a while'],
  ])('the hub answers %i', async (status, message) => {
    const { hub, find } = at
    hub.trouble.status = status
    await expect(find('a/b')).rejects.toMatchObject({
      code: 'invalid_model',
      field: 'MODEL_DIR',
      message: expect.stringMatching(/^MODEL_DIR a\/b: /),
    })
    await expect(find('a/b')).rejects.toThrow(message)
  })

  test('an unknown id, an unknown revision', async () => {
    const { find, publish } = at
    publish('a/b')
    await expect(find('a/c')).rejects.toThrow(/^MODEL_DIR a\/c: is no directory, and .* has no such model/)
    await expect(find('a/b@v3')).rejects.toThrow('MODEL_DIR a/b@v3: ')
  })

  test('no network, and HF_HUB_OFFLINE', async () => {
    const { hub, find } = at
    await hub.stop()
    await expect(find('a/b')).rejects.toThrow(/^MODEL_DIR a\/b: is not downloaded yet, and http.* can't be reached \(ECONNREFUSED\)/)
    await expect(find('a/b', { HF_HUB_OFFLINE: true })).rejects.toThrow(
      /is not in the cache \(.*\/a\/b\) for cpu, and HF_HUB_OFFLINE forbids/,
    )
  })

  test('a cache that can not be written', async () => {
    const { folder, find, publish } = at
    publish('a/b')
    writeFileSync(join(folder, 'full'), '')
    await expect(find('a/b', { HF_HOME: join(folder, 'full') })).rejects.toThrow(/^MODEL_DIR a\/b: can't be kept: ENOTDIR/)
  })

  test('no graph', async () => {
    const { find, publish } = at
    rmSync(join(publish('a/b'), 'onnx'), { recursive: true })
    await expect(find('a/b')).rejects.toThrow(/has no onnx\/model\.onnx.*`optimum-cli export onnx --model a\/b DIR` makes one/)
  })

  test('no graph for the device', async () => {
    const { find, publish } = at
    publish('a/b')
    await expect(find('a/b', { CLASSIFIER_DEVICE: 'cuda' })).rejects.toThrow('CLASSIFIER_DEVICE=cuda')
  })

  test.each(['config.json', 'tokenizer.json', 'tokenizer_config.json'])('no %s', async (file) => {
    const { find, publish } = at
    rmSync(join(publish('a/b'), file))
    await expect(find('a/b')).rejects.toThrow(`MODEL_DIR a/b: its repository has no ${file}`)
  })

  test('a softmax model, before its graph is downloaded', async () => {
    const { hub, find, publish } = at
    changeConfig(publish('a/b'), { problem_type: 'single_label_classification' })
    await expect(find('a/b')).rejects.toThrow(/^MODEL_DIR a\/b: config\.json: problem_type is single_label_classification \(a softmax/)
    expect(hub.sent).toEqual(['config.json'])
  })

  test('a graph that wants more than texts have', async () => {
    const { find, publish } = at
    const published = publish('a/b')
    cpSync(join(FIXTURES, 'graphs/four-inputs.onnx'), join(published, 'onnx/model_int8.onnx'))
    const directory = await find('a/b')
    await expect(scoresOf(directory, ['x'])).rejects.toMatchObject({
      field: 'MODEL_DIR',
      message: expect.stringMatching(/a\/b\/.*model_int8\.onnx: .*"pixel_values"/),
    })
  })

  test.each(['../../../evil', '/etc/evil', 'a\\..\\evil', 'C:evil'])('a server that offers %s', async (offers) => {
    const { hub, find, publish } = at
    publish('a/b')
    hub.trouble.offers = offers
    await expect(find('a/b')).rejects.toThrow(`offers ${JSON.stringify(offers)}, which was not asked for`)
  })

  test('an ensemble whose member lies outside', async () => {
    const { find, publish } = at
    const published = publish('a/b', TINY_MODEL)
    const file = join(published, 'ensemble.json')
    writeFileSync(file, readFileSync(file, 'utf8').replace('"bce"', '"../../bce"'))
    await expect(find('a/b')).rejects.toThrow('MODEL_DIR a/b: ensemble.json: members.0.path must be a folder beside ensemble.json')
  })
})
