import { expect, test, vi } from 'vitest'
import { startHub } from './model/hub/testing/hub-models.ts'
import { startClassifier } from './start-classifier.ts'
import { silent, TINY_MODEL, temporaryFolder, testConfig } from './testing.ts'

test('the part serves a model by its id, and tells of the download in its log', async () => {
  using folder = temporaryFolder()
  await using served = await startHub()
  served.publish('someone/tiny', TINY_MODEL)
  const logged = vi.spyOn(silent, 'info')
  const config = {
    ...testConfig(folder.path),
    ...served.settings,
    CLASSIFIER_DEVICE: 'cpu' as const,
    CLASSIFIER_WORKERS: 1,
    MODEL_DIR: 'someone/tiny',
  }
  const stop = new AbortController()
  let port = 0
  const ended = startClassifier({ config, logger: silent, signal: stop.signal, announceReady: (at) => (port = at) })
  try {
    await Promise.race([ended, vi.waitFor(() => expect(port).toBeGreaterThan(0), 20_000)])
    const model = await (await fetch(`http://127.0.0.1:${port}/model`)).json()
    expect(model).toMatchObject({ name: 'tiny', version: '0.0.1' })
    expect(logged.mock.calls.flat()).toContainEqual(expect.stringMatching(/^downloading someone\/tiny/))
    expect(logged.mock.calls.flat()).toContainEqual(expect.stringMatching(/^someone\/tiny: .*\(100 %\)$/))
  } finally {
    stop.abort()
    await ended
  }
})
