import { internalRoutes } from '@groundswell/runtime/internal-server.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CurrentModel } from '../model/current/current-model.ts'
import { loadManifest } from '../model/manifest.ts'
import { startScorer } from '../model/scorer.ts'
import { never, silent, TINY_MODEL } from '../testing.ts'
import { addModelRoutes } from './model-routes.ts'

const manifest = loadManifest(TINY_MODEL)
const app = internalRoutes(silent, () => [])
const current = new CurrentModel()
addModelRoutes(app, current, never)

type Answer = {
  model: { name: string; version: string }
  predictions: { emotion: string; emotions: { label: string; score: number }[]; scores: Record<string, number>; tokens?: unknown }[]
  error?: unknown
}
const predict = async (body: unknown, query = '') => {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const answer = await app.request(`/api/v1/predict${query}`, { method: 'POST', body: text })
  return { status: answer.status, body: (await answer.json()) as Answer }
}

test('before the model is loaded: 503', async () => {
  expect(await predict({ text: 'hi' })).toMatchObject({ status: 503, body: { error: { code: 'not_ready' } } })
  expect((await app.request('/model')).status).toBe(503)
})

describe('with a model', () => {
  beforeAll(async () => {
    const scorer = await startScorer(manifest, { CLASSIFIER_DEVICE: 'cpu', CLASSIFIER_WORKERS: 1 })
    current.replace({ scorer, intact: async () => undefined })
  })
  afterAll(() => current.close())

  test('one text, several texts', async () => {
    const { status, body } = await predict({ text: 'I love this' })
    expect(status).toBe(200)
    expect(body.model).toEqual({ name: 'tiny', version: '0.0.1' })
    const [prediction] = body.predictions
    if (prediction === undefined) throw new Error('no prediction')
    expect(Object.keys(prediction)).toEqual(['emotion', 'emotions', 'scores'])
    expect(Object.keys(prediction.scores)).toEqual(manifest.labels)
    const highest = Math.max(...Object.values(prediction.scores))
    expect(prediction.scores[prediction.emotion]).toBe(highest)
    for (const { label, score } of prediction.emotions) expect(score).toBe(prediction.scores[label])
    expect((await predict({ texts: Array.from({ length: 256 }, (_, n) => `text ${n}`) })).body.predictions).toHaveLength(256)
  })

  test('explain adds tokens', async () => {
    const { body } = await predict({ texts: ['I love this', '...'] }, '?explain=true')
    expect(body.predictions[1]?.tokens).toMatchObject([{ text: '...', start: 0, end: 3 }])
    expect(body.predictions[0]?.tokens).toMatchObject([
      { text: 'I', start: 0, end: 1, weight: expect.any(Number) },
      { text: 'love', start: 2, end: 6 },
      { text: 'this', start: 7, end: 11 },
    ])
  })

  test.each([
    ['not json', 'invalid_json', undefined],
    [[], 'invalid_request', undefined],
    [{}, 'invalid_request', 'text'],
    [{ text: 'a', texts: ['b'] }, 'invalid_request', 'text'],
    [{ text: 5 }, 'invalid_request', 'text'],
    [{ text: ' ' }, 'invalid_request', 'text'],
    [{ text: 'a'.repeat(10_001) }, 'invalid_request', 'text'],
    ['{"text":"\\ud800"}', 'invalid_request', 'text'],
    [{ texts: [] }, 'invalid_request', 'texts'],
    [{ texts: ['ok', null] }, 'invalid_request', 'texts.1'],
    [{ texts: Array.from({ length: 257 }, () => 'a') }, 'invalid_request', 'texts'],
    [{ text: 'a', lang: 'en' }, 'invalid_request', 'lang'],
  ])('%j is refused', async (body, code, field) => {
    const answer = await predict(body)
    expect(answer.status).toBe(400)
    expect(answer.body.error).toMatchObject({ code, message: expect.any(String), ...(field === undefined ? {} : { field }) })
  })

  test('explain is true or false', async () => {
    expect(await predict({ text: 'a' }, '?explain=yes')).toMatchObject({ status: 400, body: { error: { field: 'explain' } } })
  })

  test('the model says what it is', async () => {
    const model = (await (await app.request('/model')).json()) as { thresholds: Record<string, number> }
    expect(model).toMatchObject({ name: 'tiny', version: '0.0.1', languages: ['en'], labels: manifest.labels, device: 'cpu' })
    expect(model.thresholds['joy']).toBe(0.3)
  })
})
