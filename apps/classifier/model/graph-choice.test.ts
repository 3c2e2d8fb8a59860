import { expect, test } from 'vitest'
import { TINY_MODEL } from '../testing.ts'
import { graphChoices, runsOn } from './graph-choice.ts'
import { loadManifest } from './manifest.ts'
import type { Graphs } from './member-files.ts'

function modelWith(...graphs: Graphs[]) {
  const model = loadManifest(TINY_MODEL)
  return { ...model, members: model.members.map((member, index) => ({ ...member, graphs: graphs[index] ?? {} })) }
}

test('the CPU takes int8, CUDA fp16, and WebGPU tries fp16 before fp32', () => {
  const all = { int8: 'i', fp32: 's', fp16: 'h' }
  const model = modelWith(all, all)
  expect(graphChoices('cpu', model)).toEqual([{ precision: 'int8', graphs: ['i', 'i'] }])
  expect(graphChoices('cuda', model)).toEqual([{ precision: 'fp16', graphs: ['h', 'h'] }])
  expect(graphChoices('webgpu', model)).toEqual([
    { precision: 'fp16', graphs: ['h', 'h'] },
    { precision: 'fp32', graphs: ['s', 's'] },
  ])
})

test('members may differ in what they have', () => {
  expect(graphChoices('webgpu', modelWith({ fp32: 's', fp16: 'h' }, { fp32: 's' }))).toEqual([
    { precision: 'fp16', graphs: ['h', 's'] },
    { precision: 'fp32', graphs: ['s', 's'] },
  ])
  expect(graphChoices('webgpu', modelWith({ fp16: 'h' }, { fp32: 's' }))).toEqual([{ precision: 'fp16', graphs: ['h', 's'] }])
  expect(graphChoices('webgpu', modelWith({ fp32: 's' }, { fp32: 's' }))).toEqual([{ precision: 'fp32', graphs: ['s', 's'] }])
})

test('int8 graphs alone do for no GPU', () => {
  const model = modelWith({ int8: 'i', fp32: 's' }, { int8: 'i' })
  expect(runsOn('cpu', model)).toBe(true)
  for (const device of ['cuda', 'webgpu'] as const) {
    expect(runsOn(device, model)).toBe(false)
    expect(() => graphChoices(device, model)).toThrow(
      new RegExp(`focal/onnx: holds no graph for CLASSIFIER_DEVICE=${device}.*npm run train`),
    )
  }
})
