import { createHash } from 'node:crypto'
import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import { basename, join } from 'node:path'
import { normalise as normaliseText } from '@groundswell/shared/normalise/normalise.ts'
import { z } from 'zod'
import { languageSchema, maxTokensSchema, normaliseSchema } from './ensemble-schema.ts'
import type { Manifest } from './manifest.ts'
import { dataPaths, readConfigFile, readMember } from './member-files.ts'
import { modelError } from './model-file.ts'

const DEFAULT_MAX_TOKENS = 128
const DEFAULT_THRESHOLD = 0.5
const READ_BYTES = 1024 * 1024

/** What a member's config.json may say about serving, under `groundswell`. */
const servingSchema = z.looseObject({
  normalise: normaliseSchema.default('plain'),
  maxTokens: maxTokensSchema.optional(),
  // Nothing else in a model's files says what it knows, and a multilingual one must not leave posts unscored.
  languages: z.array(languageSchema).min(1).default(['*']),
})

/**
 * A directory without ensemble.json is one member: temperature 1, thresholds 0.5. Its version is a hash of its graph and
 * the weights beside it, so that another model under the same name counts as another.
 */
export function memberAlone(directory: string): Manifest {
  if (!existsSync(join(directory, 'config.json'))) throw modelError(directory, '', 'holds neither ensemble.json nor config.json')
  const files = readMember(directory)
  const config = readConfigFile(directory)
  const serving = servingSchema.safeParse(config.groundswell ?? {})
  if (!serving.success) {
    const issue = serving.error.issues[0]
    throw modelError(files.configFile, `groundswell.${issue?.path.join('.')}`, issue?.message ?? 'is wrong')
  }
  const { normalise, languages } = serving.data
  const longest = Math.min(DEFAULT_MAX_TOKENS, config.max_position_embeddings ?? DEFAULT_MAX_TOKENS)
  const name = basename(directory).replace(/[\s@]+/g, '-')
  const graph = files.graphs.int8 ?? files.graphs.fp32 ?? files.graphs.fp16 ?? ''
  const version = hashOf([graph, ...dataPaths(graph).filter((file) => existsSync(file))]).slice(0, 12)
  return {
    name,
    version,
    id: `${name}@${version}`,
    labels: files.labels,
    thresholds: files.labels.map(() => DEFAULT_THRESHOLD),
    languages,
    normalise: (text) => normaliseText(text, normalise),
    maxTokens: serving.data.maxTokens ?? longest,
    members: [{ ...files, weight: 1, temperature: 1, bias: files.labels.map(() => 0) }],
  }
}

/** SHA-256 of files that may be larger than memory, one after the other. */
function hashOf(files: readonly string[]): string {
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafe(READ_BYTES)
  for (const path of files) {
    const file = openSync(path, 'r')
    try {
      for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) hash.update(buffer.subarray(0, read))
    } finally {
      closeSync(file)
    }
  }
  return hash.digest('hex')
}
