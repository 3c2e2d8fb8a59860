import { UserError } from '@groundswell/shared/errors.ts'
import { modelError } from '../model-file.ts'
import type { Provider } from '../worker-messages.ts'

/** How ONNX Runtime and Dawn say that there is no device, as far as that is known: everything else is the graph's fault. */
const NO_DEVICE: Record<Provider, RegExp> = {
  cpu: /$^/,
  cuda: /Failed to load shared library|AppendExecutionProvider_Cuda|CUDA (driver|failure)|libcu/i,
  webgpu: /WebGPU adapter|WebGPU device|RequestDevice|scoring process/i,
}

const REMEDY: Record<Provider, string> = {
  cpu: '',
  cuda: [
    "ONNX Runtime's CUDA provider does not load: it needs an NVIDIA driver, CUDA 12 with cuDNN 9, and its own files, which",
    '`ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node --ignore-scripts=false` fetches (Linux on x64)',
  ].join(' '),
  webgpu: [
    "no GPU answers: on Linux it needs libvulkan1 and the GPU's own Vulkan driver (`vulkaninfo --summary` lists it), in a",
    'container also the device',
  ].join(' '),
}

/** Why a worker could not load a graph: the device is missing, or the file is not usable on it. */
export function refusal(provider: Provider, graph: string, message: string): UserError {
  if (!NO_DEVICE[provider].test(message)) return modelError(graph, '', `can't be used: ${message}`)
  // Library paths and C++ signatures come first; the reason is what follows them.
  const reason = message.replace(/^.*was false\. /s, '')
  return new UserError(400, 'invalid_device', `${REMEDY[provider]} (${reason})`, 'CLASSIFIER_DEVICE')
}
