import { UserError } from '@groundswell/shared/errors.ts'
import type { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { CurrentModel } from '../model/current/current-model.ts'
import { explain, MAX_LEFT_OUT } from '../model/explain.ts'
import { toPrediction } from '../model/prediction.ts'
import type { Scorer } from '../model/scorer.ts'
import { createGate } from './gate.ts'
import { textsOf } from './predict-request.ts'

/** 256 texts of 10,000 characters fit, as UTF-8 and with escapes. */
const MAX_BODY_BYTES = 16 * 1024 * 1024
/** Texts in hand at a time. */
const MAX_IN_HAND = 4096

/** Adds `POST /api/v1/predict` and `GET /model`, which answer 503 until a model is loaded. */
export function addModelRoutes(app: Hono, current: CurrentModel, stop: AbortSignal): void {
  const gate = createGate(MAX_IN_HAND)
  const tooLarge = () => {
    throw new UserError(413, 'too_large', `The body must have at most ${MAX_BODY_BYTES} bytes.`)
  }

  app.get('/model', (context) => {
    const { scorer, loadedAt } = current.loaded ?? notReady()
    const { name, version, labels, languages, thresholds } = scorer.model
    const byLabel = Object.fromEntries(labels.map((label, index) => [label, thresholds[index]]))
    return context.json({ name, version, labels, thresholds: byLabel, languages, device: scorer.device, loadedAt: loadedAt.toISOString() })
  })
  app.post('/api/v1/predict', bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge }), async (context) => {
    const texts = textsOf(await readJson(context.req.raw))
    const explained = explainWanted(context.req.query('explain'))
    if (current.loaded === null) notReady()
    const signal = AbortSignal.any([stop, context.req.raw.signal])
    // Texts are explained one after the other.
    const inHand = texts.length + (explained ? MAX_LEFT_OUT : 0)
    return context.json(await gate(inHand, () => current.use(({ scorer }) => predict(scorer, texts, explained, signal))))
  })
}

/** Everything of an answer is of one model, which it names. */
async function predict(scorer: Scorer, texts: string[], explained: boolean, signal: AbortSignal) {
  const { name, version, thresholds } = scorer.model
  const scored = await scorer.scoreTexts(texts, signal)
  const predictions = []
  for (const [index, probabilities] of scored.entries()) {
    const prediction = toPrediction(probabilities, scorer.model, thresholds)
    const tokens = explained ? { tokens: await explain(scorer, texts[index] ?? '', probabilities, signal) } : {}
    predictions.push({ ...prediction, ...tokens })
  }
  return { model: { name, version }, predictions }
}

function notReady(): never {
  throw new UserError(503, 'not_ready', 'The model is being loaded; try again in a few seconds.')
}

async function readJson(request: Request): Promise<unknown> {
  const text = await request.text()
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UserError(400, 'invalid_json', `The body is not JSON: ${(error as Error).message}`)
  }
}

function explainWanted(value: string | undefined): boolean {
  if (value === undefined || value === 'false') return false
  if (value === 'true') return true
  throw new UserError(400, 'invalid_request', 'must be true or false', 'explain')
}
