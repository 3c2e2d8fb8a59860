import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { labelSchema } from './ensemble-schema.ts'
import { modelError, readJson } from './model-file.ts'

/** A member's graphs by their numbers. */
export type Graphs = { int8?: string; fp32?: string; fp16?: string }

/** How graphs are called, by us and on the hub, and the folders of a member that they may lie in. */
export const GRAPH_NAMES: Record<keyof Graphs, readonly string[]> = {
  int8: ['model_int8.onnx', 'model_quantized.onnx'],
  fp32: ['model.onnx'],
  fp16: ['model_fp16.onnx'],
}
export const GRAPH_FOLDERS = ['onnx', ''] as const

/** Weights that are no part of their graph's file, as those over 2 GB can't be, lie beside it under one of these endings. */
const DATA_ENDINGS = ['_data', '.data', ...Array.from({ length: 9 }, (_, index) => `_data_${index + 1}`)]
export const dataPaths = (graph: string): string[] => DATA_ENDINGS.map((ending) => `${graph}${ending}`)

/** A member's folder, found whole. */
export type MemberFiles = {
  directory: string
  configFile: string
  /** By the index of the model's outputs. */
  labels: string[]
  graphs: Graphs
  tokenizer: object
  tokenizerConfig: object
}

/** Ends of the names of architectures whose outputs are no labels of a text. */
const OTHER_HEAD =
  /(?:LM|For(?:PreTraining|ConditionalGeneration|QuestionAnswering|MultipleChoice|NextSentencePrediction|(?:Token|Image|Audio\w*)Classification))$/

/** What we use of a Hugging Face config.json. */
const configSchema = z.looseObject({
  id2label: z.record(z.string(), z.unknown()),
  architectures: z.array(z.string()).nullish(),
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
  return {
    directory,
    configFile: join(directory, 'config.json'),
    labels: readLabels(directory),
    graphs: findGraphs(directory),
    tokenizer: readObject(join(directory, 'tokenizer.json')),
    tokenizerConfig: readObject(join(directory, 'tokenizer_config.json')),
  }
}

/**
 * The labels of a member, by the index of its outputs.
 * @throws UserError where it is no multi-label classifier: its outputs would not be independent of each other.
 */
export function readLabels(directory: string): string[] {
  const file = join(directory, 'config.json')
  const config = readConfigFile(directory)
  const problem = config.problem_type ?? 'multi_label_classification'
  if (problem !== 'multi_label_classification') {
    const why = problem === 'single_label_classification' ? ' (a softmax over labels)' : ''
    throw modelError(file, 'problem_type', `is ${problem}${why}; a post can hold several emotions: multi_label_classification it must be`)
  }
  const [architecture = ''] = config.architectures ?? []
  if (OTHER_HEAD.test(architecture)) throw modelError(file, 'architectures', `is ${architecture}: not a classifier of texts`)
  return labelsOf(config, file)
}

function labelsOf({ id2label }: ModelConfig, file: string): string[] {
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
  const find = (names: readonly string[]) =>
    GRAPH_FOLDERS.flatMap((folder) => names.map((name) => join(directory, folder, name))).find((file) => existsSync(file))
  const [int8, fp32, fp16] = [find(GRAPH_NAMES.int8), find(GRAPH_NAMES.fp32), find(GRAPH_NAMES.fp16)]
  if (int8 === undefined && fp32 === undefined && fp16 === undefined) {
    throw modelError(
      join(directory, 'onnx'),
      '',
      'holds none of model_int8.onnx, model_quantized.onnx, model.onnx, model_fp16.onnx: `optimum-cli export onnx` makes one',
    )
  }
  return { ...(int8 && { int8 }), ...(fp32 && { fp32 }), ...(fp16 && { fp16 }) }
}

function readObject(file: string): object {
  const content = readJson(file)
  if (typeof content !== 'object' || content === null || Array.isArray(content)) throw modelError(file, '', 'is not a JSON object')
  return content
}
