import { availableParallelism } from 'node:os'
import type { Config } from '@groundswell/shared/config.ts'
import { UserError } from '@groundswell/shared/errors.ts'
import { planBatches } from './batches.ts'
import type { Encode, Encoded } from './encoded.ts'
import { graphsFor, runsOn } from './graph-choice.ts'
import type { Manifest } from './manifest.ts'
import { type PoolEvents, ScoringPool } from './scoring-pool.ts'
import { createEncoder, type Encoder } from './tokenise.ts'
import type { Lane } from './turn-queue.ts'
import type { Provider } from './worker-messages.ts'

/** The loaded ensemble. The stream, `POST /predict` and the command line tools all score through it. */
export type Scorer = {
  model: Manifest
  device: Provider
  encode: Encode
  /** Probabilities in the order of `model.labels`, for each input of the stream. */
  scoreStream: (inputs: Encoded[], signal: AbortSignal) => Promise<Float32Array[]>
  /** The same for texts as people write them, in turns with the stream. */
  scoreTexts: (texts: readonly string[], signal: AbortSignal) => Promise<Float32Array[]>
  /** Resolves when the stream may take more. */
  room: () => Promise<void>
  waiting: () => number
  close: () => Promise<void>
}

type Devices = Pick<Config, 'CLASSIFIER_DEVICE' | 'CLASSIFIER_WORKERS'>

/**
 * Loads the ensemble into scoring threads.
 * @throws UserError where a graph can't be used, or the device that was asked for.
 */
export async function startScorer(model: Manifest, config: Devices, events: PoolEvents = {}): Promise<Scorer> {
  const encoder = createEncoder(model.members, model.maxTokens)
  const { pool, device, workers } = await startPool(model, encoder, config, events)
  const labels = model.labels.length

  async function score(inputs: readonly Encoded[], lane: Lane, signal: AbortSignal): Promise<Float32Array[]> {
    // Equal texts of a batch are scored once; int8 makes scores depend on batch-mates, so nothing is kept for later ones.
    const distinct = new Map(inputs.map((input) => [input.key, input]))
    const unique = [...distinct.values()]
    const scores = new Map<string, Float32Array>()
    const score = async (batch: number[]) => {
      const rows = batch.flatMap((index) => unique[index] ?? [])
      const probabilities = await pool.score(rows, lane, signal)
      rows.forEach(({ key }, row) => {
        scores.set(key, probabilities.subarray(row * labels, (row + 1) * labels))
      })
    }
    await Promise.all(planBatches(unique, workers).map(score))
    return inputs.map(({ key }) => scores.get(key) ?? new Float32Array(labels))
  }

  return {
    model,
    device,
    encode: encoder.encode,
    scoreStream: (inputs, signal) => score(inputs, 'stream', signal),
    scoreTexts: (texts, signal) =>
      score(
        texts.map((text) => encoder.encode(model.normalise(text))),
        'request',
        signal,
      ),
    room: () => pool.room(),
    waiting: () => pool.waiting,
    close: () => pool.close(),
  }
}

async function startPool(model: Manifest, encoder: Encoder, config: Devices, events: PoolEvents) {
  const start = async (device: Provider) => {
    const graphs = graphsFor(device, model)
    const members = model.members.map(({ weight, temperature, bias }, index) => {
      return { weight, temperature, bias, graph: graphs[index] ?? '', tokenizer: encoder.tokenizerOfMember[index] ?? 0 }
    })
    // A GPU takes one batch at a time.
    const workers = config.CLASSIFIER_WORKERS ?? (device === 'cpu' ? availableParallelism() : 1)
    const pool = await ScoringPool.start({ members, labels: model.labels.length, provider: device }, encoder.pads, workers, events)
    return { pool, device, workers }
  }
  const asked = config.CLASSIFIER_DEVICE
  if (asked === 'auto') {
    const cuda = runsOn('cuda', model) && process.platform === 'linux' && process.arch === 'x64'
    return await (cuda ? start('cuda').catch(() => start('cpu')) : start('cpu'))
  }
  return await start(asked).catch((error: unknown) => {
    if (asked === 'cpu' || !(error instanceof UserError)) throw error
    throw new UserError(400, 'invalid_device', `CLASSIFIER_DEVICE=${asked}: ${error.message}`, 'CLASSIFIER_DEVICE')
  })
}
