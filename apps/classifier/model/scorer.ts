import { planBatches } from './batches.ts'
import { type DevicePool, type Devices, startDevicePool } from './device/pool.ts'
import type { Encode, Encoded } from './encoded.ts'
import type { Manifest } from './manifest.ts'
import type { PoolEvents } from './scoring-pool.ts'
import { createEncoder } from './tokenise.ts'
import type { Lane } from './turn-queue.ts'
import type { Provider } from './worker-messages.ts'

/** The loaded ensemble. The stream, `POST /predict` and the command line tools all score through it. */
export type Scorer = {
  model: Manifest
  device: Provider
  /** Of the graphs that run. */
  precision?: DevicePool['precision']
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

/**
 * Loads the ensemble into scoring threads.
 * @throws UserError where a graph can't be used, or the device that was asked for.
 */
export async function startScorer(model: Manifest, config: Devices, events: PoolEvents = {}): Promise<Scorer> {
  const encoder = createEncoder(model.members, model.maxTokens)
  const { pool, device, precision, workers, limits } = await startDevicePool(model, encoder, config, events)
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
    await Promise.all(planBatches(unique, workers, limits).map(score))
    return inputs.map(({ key }) => scores.get(key) ?? new Float32Array(labels))
  }

  return {
    model,
    device,
    precision,
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
