import { UserError } from '@groundswell/shared/errors.ts'
import type { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { explain } from '../model/explain.ts'
import type { Manifest } from '../model/manifest.ts'
import { toPrediction } from '../model/prediction.ts'
import type { Scorer } from '../model/scorer.ts'
import { createGate } from './gate.ts'
import { textsOf } from './predict-request.ts'

/** 256 texts of 10,000 characters fit, as UTF-8 and with escapes. */
const MAX_BODY_BYTES = 16 * 1024 * 1024
/** Texts in hand at a time. */
const MAX_IN_HAND = 4096

/** Adds `POST /api/v1/predict` and `GET /model`. `scorer` answers null until the model is loaded. */
export function addModelRoutes(app: Hono, manifest: Manifest, scorer: () => Scorer | null, stop: AbortSignal): void {
  const gate = createGate(MAX_IN_HAND)
  const { name, version, labels, languages } = manifest
  const thresholds = Object.fromEntries(labels.map((label, index) => [label, manifest.thresholds[index]]))
  const tooLarge = () => {
    throw new UserError(413, 'too_large', `The body must have at most ${MAX_BODY_BYTES} bytes.`)
  }

  app.get('/model', (context) => context.json({ name, version, labels, thresholds, languages }))
  app.post('/api/v1/predict', bodyLimit({ maxSize: MAX_BODY_BYTES, onError: tooLarge }), async (context) => {
    const texts = textsOf(await readJson(context.req.raw))
    const explained = explainWanted(context.req.query('explain'))
    const ready = scorer()
    if (ready === null) throw new UserError(503, 'not_ready', 'The model is being loaded; try again in a few seconds.')
    const predictions = await gate(texts.length, async () => {
      const signal = AbortSignal.any([stop, context.req.raw.signal])
      const scored = await ready.scoreTexts(texts, signal)
      const answers = []
      for (const [index, probabilities] of scored.entries()) {
        const prediction = toPrediction(probabilities, manifest, manifest.thresholds)
        const tokens = explained ? { tokens: await explain(ready, texts[index] ?? '', probabilities, signal) } : {}
        answers.push({ ...prediction, ...tokens })
      }
      return answers
    })
    return context.json({ predictions })
  })
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
