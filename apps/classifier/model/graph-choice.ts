import type { Manifest } from './manifest.ts'
import type { Graphs } from './member-files.ts'
import { modelError } from './model-file.ts'
import type { Provider } from './worker-messages.ts'

/** Which graph runs best where: int8 kernels exist for CPUs only. */
const PREFERENCE: Record<Provider, readonly (keyof Graphs)[]> = {
  cpu: ['int8', 'fp32', 'fp16'],
  cuda: ['fp16', 'fp32'],
  webgpu: ['fp32', 'fp16'],
}

/**
 * The graph of each member for a device.
 * @throws UserError that names the folder that holds none for it.
 */
export function graphsFor(provider: Provider, { members }: Manifest): string[] {
  return members.map(({ directory, graphs }) => {
    const kind = PREFERENCE[provider].find((candidate) => graphs[candidate] !== undefined)
    const graph = kind === undefined ? undefined : graphs[kind]
    if (graph !== undefined) return graph
    throw modelError(`${directory}/onnx`, '', `holds no graph for CLASSIFIER_DEVICE=${provider}: it needs model.onnx or model_fp16.onnx`)
  })
}

/** Whether every member has a graph for the device. */
export function runsOn(provider: Provider, { members }: Manifest): boolean {
  return members.every(({ graphs }) => PREFERENCE[provider].some((kind) => graphs[kind] !== undefined))
}
