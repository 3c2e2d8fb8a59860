import { expect, test } from 'vitest'
import { refusal } from './problem.ts'

test('a missing device is told from a graph that is no good', () => {
  const adapter =
    '/src/webgpu_context.cc:136 Initialize() status == Success was false. Failed to get a WebGPU adapter: No supported adapters'
  expect(refusal('webgpu', 'model.onnx', adapter)).toMatchObject({
    code: 'invalid_device',
    message: expect.stringMatching(/^no GPU answers: .*libvulkan1.* \(Failed to get a WebGPU adapter: No supported adapters\)$/),
  })
  expect(refusal('cuda', 'model.onnx', 'OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library')).toMatchObject({
    code: 'invalid_device',
    message: expect.stringContaining('ONNXRUNTIME_NODE_INSTALL=cuda12'),
  })
  for (const provider of ['cpu', 'webgpu', 'cuda'] as const) {
    expect(refusal(provider, 'bce/model.onnx', 'Protobuf parsing failed.')).toMatchObject({
      code: 'invalid_model',
      message: "bce/model.onnx: can't be used: Protobuf parsing failed.",
    })
  }
})
