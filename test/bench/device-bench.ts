import { planBatches } from '@groundswell/classifier/model/batches.ts'
import { type DevicePool, startDevicePool } from '@groundswell/classifier/model/device/pool.ts'
import type { Encoded } from '@groundswell/classifier/model/encoded.ts'
import type { Manifest } from '@groundswell/classifier/model/manifest.ts'
import { createEncoder } from '@groundswell/classifier/model/tokenise.ts'
import { UserError } from '@groundswell/shared/errors.ts'

export type DeviceSpeed = {
  device: string
  precision: string
  /** Posts a second by rows a batch, of one worker. */
  postsPerSecond: Record<number, number>
}

const ROWS = [1, 8, 32, 64, 128, 256]
const TEXTS = 256
const WARM_UP_SECONDS = 5
const MEASURE_SECONDS = 3
const DEVICES = ['cpu', 'webgpu', 'cuda'] as const

/**
 * Speed of every device that answers, on the same texts, with the classifier's own batches and scoring workers: one each,
 * so that the CPU's figure is that of one core.
 * @param say is told what is measured, and why a device does not answer.
 */
export async function measureDevices(model: Manifest, texts: string[], say: (line: string) => void): Promise<DeviceSpeed[]> {
  const encoder = createEncoder(model.members, model.maxTokens)
  const encoded = texts.slice(0, TEXTS).map((text) => encoder.encode(model.normalise(text)))
  const speeds: DeviceSpeed[] = []
  for (const device of DEVICES) {
    say(`${device}...`)
    try {
      const started = await startDevicePool(model, encoder, { CLASSIFIER_DEVICE: device, CLASSIFIER_WORKERS: 1 }, {})
      speeds.push({ device, precision: started.precision, postsPerSecond: await bySize(started, encoded) })
      await started.pool.close()
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      say(`${device}: ${error.message}`)
    }
  }
  return speeds
}

async function bySize({ pool, limits }: DevicePool, encoded: Encoded[]): Promise<Record<number, number>> {
  const { signal } = new AbortController()
  const postsPerSecond: Record<number, number> = {}
  for (const rows of ROWS) {
    const plan = planBatches(encoded, 1, { ...limits, minRows: rows, maxRows: rows, maxTokens: Number.POSITIVE_INFINITY })
    const batches = plan.map((batch) => batch.flatMap((index) => encoded[index] ?? []))
    const score = (batch: Encoded[]) => pool.score(batch, 'stream', signal)
    // A GPU compiles programs for shapes that it sees for the first time.
    await round(batches, score, WARM_UP_SECONDS, 1)
    postsPerSecond[rows] = await round(batches, score, MEASURE_SECONDS)
    // So slow that larger batches would only take longer.
    if (rows / postsPerSecond[rows] > MEASURE_SECONDS / 2) break
  }
  return postsPerSecond
}

/** Posts a second, over so many seconds or rounds through all batches. */
async function round(
  batches: Encoded[][],
  score: (batch: Encoded[]) => Promise<unknown>,
  limit: number,
  rounds = Number.POSITIVE_INFINITY,
) {
  const started = performance.now()
  const seconds = () => (performance.now() - started) / 1000
  let posts = 0
  for (let done = 0; done < rounds * batches.length && seconds() < limit; done++) {
    const batch = batches[done % batches.length] ?? []
    await score(batch)
    posts += batch.length
  }
  return posts / seconds()
}
