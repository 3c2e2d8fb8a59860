import { cpus } from 'node:os'
import { resolve } from 'node:path'
import { loadManifest } from '@groundswell/classifier/model/manifest.ts'
import { readConfig } from '@groundswell/runtime/config.ts'
import { REPOSITORY } from '../harness/groundswell.ts'
import { type DeviceSpeed, measureDevices } from './device-bench.ts'
import { demoTexts } from './texts.ts'

/**
 * npm run bench -- --devices: posts a second of the model in the folder MODEL_DIR by rows a batch, on each device that answers, and as a
 * ratio to the best that one core of this machine does in the same run. On stdout, as JSON.
 */
export async function benchDevices(say: (line: string) => void): Promise<void> {
  const model = loadManifest(resolve(REPOSITORY, readConfig(process.env).MODEL_DIR ?? 'models'))
  const speeds = await measureDevices(model, await demoTexts(), say)
  const core = Math.max(...speeds.filter(({ device }) => device === 'cpu').map(best))
  const devices = speeds.map((speed) => ({
    ...speed,
    postsPerSecond: rounded(speed.postsPerSecond, 1),
    timesCore: round(best(speed) / core, 3),
  }))
  const machine = { cores: cpus().length, model: cpus()[0]?.model }
  process.stdout.write(`${JSON.stringify({ machine, model: model.id, devices }, null, 2)}\n`)
}

const best = ({ postsPerSecond }: DeviceSpeed) => Math.max(...Object.values(postsPerSecond))
const round = (value: number, digits: number) => Number(value.toFixed(digits))

function rounded(values: Record<number, number>, digits: number): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([rows, value]) => [rows, round(value, digits)]))
}
