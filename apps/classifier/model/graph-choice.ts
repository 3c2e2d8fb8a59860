import { join } from 'node:path'
import type { Manifest, Member } from './manifest.ts'
import type { Graphs } from './member-files.ts'
import { modelError } from './model-file.ts'
import type { Provider } from './worker-messages.ts'

type Precision = keyof Graphs

/** Which graph fits where, the safest first: int8 kernels exist for CPUs only, and not every GPU knows fp16. */
export const PREFERENCE: Record<Provider, readonly Precision[]> = {
  cpu: ['int8', 'fp32', 'fp16'],
  cuda: ['fp16', 'fp32'],
  webgpu: ['fp32', 'fp16'],
}

/** A WebGPU adapter shows only by running an fp16 graph whether it can; it is twice as fast where it does. */
const TRIED: Record<Provider, readonly (readonly Precision[])[]> = {
  cpu: [PREFERENCE.cpu],
  cuda: [PREFERENCE.cuda],
  webgpu: [['fp16', 'fp32'], ['fp32']],
}

export type GraphChoice = { precision: Precision; graphs: string[] }

/**
 * What to try on a device, the best first: a graph of each member, and the coarsest precision among them.
 * @throws UserError that names the folder that holds none for it.
 */
export function graphChoices(provider: Provider, { members }: Manifest): GraphChoice[] {
  const missing = members.find(({ graphs }) => !PREFERENCE[provider].some((kind) => graphs[kind] !== undefined))
  if (missing !== undefined) throw noGraph(provider, missing)
  const choices = TRIED[provider].flatMap((order): GraphChoice[] => {
    const kinds = members.map(({ graphs }) => order.find((kind) => graphs[kind] !== undefined))
    const graphs = members.flatMap((member, index) => member.graphs[kinds[index] ?? 'fp32'] ?? [])
    const precision = (['int8', 'fp16', 'fp32'] as const).find((kind) => kinds.includes(kind))
    return graphs.length === members.length && precision !== undefined ? [{ precision, graphs }] : []
  })
  return choices.filter(({ graphs }, index) => choices.findIndex((other) => other.graphs.join() === graphs.join()) === index)
}

/** Whether every member has a graph for the device. */
export function runsOn(provider: Provider, { members }: Manifest): boolean {
  return members.every(({ graphs }) => PREFERENCE[provider].some((kind) => graphs[kind] !== undefined))
}

function noGraph(provider: Provider, { directory }: Member) {
  const message = [
    `holds no graph for CLASSIFIER_DEVICE=${provider}, which runs model.onnx (fp32) or model_fp16.onnx;`,
    'both are made beside the int8 ones by `npm run train -- training/configs/minilm.toml --graphs fp32 fp16 --step export`',
  ].join(' ')
  return modelError(join(directory, 'onnx'), '', message)
}
