import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { copyOfModel, temporaryFolder } from '../../testing.ts'
import { startScorer } from '../scorer.ts'
import { loadModel } from './load-model.ts'

vi.mock('../scorer.ts', async (original) => {
  const real = await original<typeof import('../scorer.ts')>()
  return { ...real, startScorer: vi.fn(real.startScorer) }
})

const config = { CLASSIFIER_DEVICE: 'cpu', CLASSIFIER_WORKERS: 1 } as const

test('loads a model that scores, and one whose files change meanwhile is none', async () => {
  using folder = temporaryFolder()
  const { directory, change } = copyOfModel(folder.path)
  const loaded = await loadModel({ directory, config, events: {} })
  expect(loaded?.scorer.model.id).toBe('tiny@0.0.1')
  await loaded?.intact()
  await loaded?.scorer.close()

  const start = vi.mocked(startScorer).getMockImplementation()
  if (start === undefined) throw new Error('the scorer is spied on')
  vi.mocked(startScorer).mockImplementationOnce(async (...from) => {
    utimesSync(join(directory, 'bce/config.json'), new Date(), new Date(0))
    return await start(...from)
  })
  expect(await loadModel({ directory, config, events: {} })).toBeNull()

  change('ensemble.json', (json) => Object.assign(json, { version: 'no spaces' }))
  await expect(loadModel({ directory, config, events: {} })).rejects.toThrow(/ensemble\.json: version /)
})

test('labels that the stream does not keep are refused', async () => {
  using folder = temporaryFolder()
  const { directory, change } = copyOfModel(folder.path)
  change('ensemble.json', (json) => {
    json['labels'] = (json['labels'] as string[]).map((label) => (label === 'joy' ? 'glee' : label))
    json['thresholds'] = { ...(json['thresholds'] as object), glee: 0.5, joy: undefined }
  })
  for (const member of ['bce', 'focal'])
    change(`${member}/config.json`, (json) => {
      const names = json['id2label'] as Record<string, string>
      for (const [index, label] of Object.entries(names)) if (label === 'joy') names[index] = 'glee'
    })
  await expect(loadModel({ directory, config, events: {} })).rejects.toThrow('glee')
})

test('once a thread died, what was scored is trusted only while the files are the ones it was loaded from', async () => {
  using folder = temporaryFolder()
  const { directory, change } = copyOfModel(folder.path)
  const workerReplaced = vi.fn()
  const loaded = await loadModel({ directory, config, events: { workerReplaced } })
  if (loaded === null) throw new Error('nothing changed meanwhile')
  const die = () => vi.mocked(startScorer).mock.lastCall?.[2]?.workerReplaced?.(new Error('died'))
  try {
    die()
    await loaded.intact()
    change('ensemble.json', (json) => Object.assign(json, { version: '2' }))
    await loaded.intact()
    die()
    await expect(loaded.intact()).rejects.toThrow('no longer those that the model was loaded from')
    expect(workerReplaced).toHaveBeenCalledTimes(2)
  } finally {
    await loaded.scorer.close()
  }
})
