import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Emotion } from '@groundswell/shared/emotions.ts'
import { z } from 'zod'
import { labelSchema } from './ensemble-schema.ts'
import { modelError, readJson } from './model-file.ts'

/** Graphs that may lie in a member's `onnx` folder. */
export type Graphs = { int8?: string; fp32?: string; fp16?: string }

/** A member's folder, found whole. */
export type MemberFiles = {
  directory: string
  configFile: string
  /** By the index of the model's outputs. */
  labels: Emotion[]
  graphs: Graphs
  tokenizer: object
  tokenizerConfig: object
}

/** What we use of a Hugging Face config.json. */
const configSchema = z.looseObject({
  id2label: z.record(z.string(), z.unknown()),
  problem_type: z.string().nullish(),
  max_position_embeddings: z.number().optional(),
  groundswell: z.looseObject({}).optional(),
})
export type ModelConfig = z.infer<typeof configSchema>

/** @throws UserError that names the file and the field. */
export function readConfigFile(directory: string): ModelConfig {
  const file = join(directory, 'config.json')
  const result = configSchema.safeParse(readJson(file))
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw modelError(file, issue?.path.join('.') ?? '', issue?.code === 'invalid_type' ? 'is missing or of a wrong type' : 'is wrong')
}

/** @throws UserError that names the file and the field. */
export function readMember(directory: string): MemberFiles {
  const configFile = join(directory, 'config.json')
  const config = readConfigFile(directory)
  if (config.problem_type === 'single_label_classification') {
    const message =
      'is single_label_classification (a softmax over labels); a post can hold several emotions: multi_label_classification it must be'
    throw modelError(configFile, 'problem_type', message)
  }
  return {
    directory,
    configFile,
    labels: labelsOf(config, configFile),
    graphs: findGraphs(directory),
    tokenizer: readObject(join(directory, 'tokenizer.json')),
    tokenizerConfig: readObject(join(directory, 'tokenizer_config.json')),
  }
}

function labelsOf({ id2label }: ModelConfig, file: string): Emotion[] {
  const count = Object.keys(id2label).length
  if (count === 0) throw modelError(file, 'id2label', 'is empty')
  return Array.from({ length: count }, (_, index) => {
    const result = labelSchema.safeParse(id2label[String(index)])
    if (result.success) return result.data
    const missing = id2label[String(index)] === undefined
    throw modelError(file, `id2label.${index}`, missing ? 'is missing' : (result.error.issues[0]?.message ?? 'is wrong'))
  }).map((label, index, all) => {
    if (all.indexOf(label) !== index) throw modelError(file, `id2label.${index}`, `${label} stands there twice`)
    return label
  })
}

function findGraphs(directory: string): Graphs {
  const find = (name: string) => {
    const file = join(directory, 'onnx', name)
    return existsSync(file) ? file : undefined
  }
  const [int8, fp32, fp16] = [find('model_int8.onnx'), find('model.onnx'), find('model_fp16.onnx')]
  if (int8 === undefined && fp32 === undefined && fp16 === undefined) {
    throw modelError(join(directory, 'onnx'), '', 'holds none of model_int8.onnx, model.onnx, model_fp16.onnx')
  }
  return { ...(int8 && { int8 }), ...(fp32 && { fp32 }), ...(fp16 && { fp16 }) }
}

function readObject(file: string): object {
  const content = readJson(file)
  if (typeof content !== 'object' || content === null || Array.isArray(content)) throw modelError(file, '', 'is not a JSON object')
  return content
}
