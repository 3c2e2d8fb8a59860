import { availableParallelism } from 'node:os'
import type { Config } from '@groundswell/shared/config.ts'
import { UserError } from '@groundswell/shared/errors.ts'
import { type BatchLimits, CPU_BATCHES, GPU_BATCHES } from '../batches.ts'
import { type GraphChoice, graphChoices, runsOn } from '../graph-choice.ts'
import type { Manifest } from '../manifest.ts'
import { type PoolEvents, ScoringPool } from '../scoring-pool.ts'
import type { Encoder } from '../tokenise.ts'
import type { Provider } from '../worker-messages.ts'
import { gpuEnvironment, hasCudaFiles } from './drivers.ts'

/** Which device to use, and how. */
export type Devices = Pick<Config, 'CLASSIFIER_DEVICE' | 'CLASSIFIER_WORKERS'> & {
  /** How the profiles begin that are written when the scorer closes; none are by default. */
  profile?: string
}

/** The ensemble on a device. */
export type DevicePool = {
  pool: ScoringPool
  device: Provider
  /** Of the graphs that run. */
  precision: GraphChoice['precision']
  workers: number
  limits: BatchLimits
}

/**
 * Loads the ensemble on the device that is asked for; with `auto` on CUDA where its provider loads, else on a GPU through
 * WebGPU where one answers, else on the CPU; a device counts only where every member has a graph for it.
 * @throws UserError where a graph can't be used, or the device that was asked for.
 */
export async function startDevicePool(model: Manifest, encoder: Encoder, devices: Devices, events: PoolEvents): Promise<DevicePool> {
  const asked = devices.CLASSIFIER_DEVICE
  const start = (device: Provider, environment?: NodeJS.ProcessEnv) => startOn({ device, model, encoder, devices, events, environment })
  if (asked !== 'auto') return await start(asked).catch((error: unknown) => refuse(asked, error))
  for (const [device, environment] of gpus(model)) {
    try {
      return await start(device, environment)
    } catch (error) {
      // What a GPU refuses, the CPU may take.
      if (!(error instanceof UserError)) throw error
      events.deviceRefused?.(error)
    }
  }
  return await start('cpu')
}

/** GPUs that are worth a try, with the environment that shows no others. */
function gpus(model: Manifest): [Provider, NodeJS.ProcessEnv][] {
  const found: [Provider, NodeJS.ProcessEnv][] = []
  // The environment is handed on, not read for settings.
  const { env } = process
  if (runsOn('cuda', model) && hasCudaFiles()) found.push(['cuda', env])
  const real = runsOn('webgpu', model) ? gpuEnvironment(env) : null
  if (real !== null) found.push(['webgpu', real])
  return found
}

type Start = {
  device: Provider
  model: Manifest
  encoder: Encoder
  devices: Devices
  events: PoolEvents
  environment: NodeJS.ProcessEnv | undefined
}

/** Tries the device's graphs, the best ones first. */
async function startOn(start: Start): Promise<DevicePool> {
  const [best, ...others] = graphChoices(start.device, start.model)
  if (best === undefined) throw new Error(`no graphs for ${start.device}`)
  let started = startWith(best, start)
  for (const other of others) {
    started = started.catch((error: unknown) => {
      if (error instanceof UserError && error.code !== 'invalid_device') return startWith(other, start)
      throw error
    })
  }
  return await started
}

async function startWith({ precision, graphs }: GraphChoice, { device, model, encoder, devices, events, environment }: Start) {
  const members = model.members.map(({ weight, temperature, bias }, index) => {
    return { weight, temperature, bias, graph: graphs[index] ?? '', tokenizer: encoder.tokenizerOfMember[index] ?? 0 }
  })
  // A GPU takes one batch at a time.
  const workers = devices.CLASSIFIER_WORKERS ?? (device === 'cpu' ? availableParallelism() : 1)
  const limits = { ...(device === 'cpu' ? CPU_BATCHES : GPU_BATCHES), maxWidth: model.maxTokens }
  const profile = devices.profile === undefined ? {} : { profile: devices.profile }
  const setup = { members, labels: model.labels.length, provider: device, ...profile }
  const options = { limits, ...(environment === undefined ? {} : { environment }) }
  const pool = await ScoringPool.start(setup, encoder.pads, workers, events, options)
  return { pool, device, precision, workers, limits }
}

function refuse(device: Provider, error: unknown): never {
  if (device === 'cpu' || !(error instanceof UserError)) throw error
  throw new UserError(400, 'invalid_device', `CLASSIFIER_DEVICE=${device}: ${error.message}`, 'CLASSIFIER_DEVICE')
}
