import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { normalise as normaliseText } from '@groundswell/shared/normalise/normalise.ts'
import { type EnsembleFile, ensembleSchema } from './ensemble-schema.ts'
import { type MemberFiles, readMember } from './member-files.ts'
import { modelError, readJson } from './model-file.ts'
import { memberAlone } from './single-member.ts'

export type Normalise = (text: string) => string

/** One model of the ensemble, ready to be loaded. */
export type Member = MemberFiles & {
  weight: number
  temperature: number
  /** One a label, in the ensemble's order. */
  bias: number[]
}

/** A model directory that was found whole and free of contradictions. */
export type Manifest = {
  name: string
  version: string
  /** `name@version`, as rows carry it. */
  id: string
  /** As its config names them; the stream takes emotions only (`requireEmotions`). */
  labels: string[]
  /** In the order of `labels`. */
  thresholds: number[]
  /** Languages it knows, `*` for all; the first one stands in where nothing says what a text is in. */
  languages: string[]
  normalise: Normalise
  maxTokens: number
  members: Member[]
}

/**
 * Reads a model directory in Hugging Face layout: an ensemble.json with its members' folders, or one member alone.
 * @throws UserError that names the file and the field of the first piece that is missing or contradicts another.
 */
export function loadManifest(directory: string): Manifest {
  return existsSync(join(directory, 'ensemble.json')) ? ensemble(directory) : memberAlone(directory)
}

/** @throws UserError that names the file and the field. */
export function readEnsemble(directory: string): EnsembleFile {
  const file = join(directory, 'ensemble.json')
  const result = ensembleSchema.safeParse(readJson(file))
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw modelError(file, issue?.path.join('.') ?? '', issue?.message ?? 'is wrong')
}

function ensemble(directory: string): Manifest {
  const data = readEnsemble(directory)
  const members = data.members.map((entry): Member => {
    const files = readMember(join(directory, entry.path))
    const wrong = data.labels.findIndex((label, index) => files.labels[index] !== label)
    if (wrong >= 0 || files.labels.length !== data.labels.length) {
      const at = wrong >= 0 ? wrong : data.labels.length
      const found = files.labels[at] ?? 'missing'
      throw modelError(files.configFile, `id2label.${at}`, `is ${found}, but ensemble.json has ${data.labels[at] ?? 'no such label'}`)
    }
    return { ...files, weight: entry.weight, temperature: entry.temperature, bias: entry.bias ?? data.labels.map(() => 0) }
  })
  const { name, version, labels, languages, maxTokens } = data
  return { name, version, id: `${name}@${version}`, labels, languages, maxTokens, members, ...serving(data) }
}

function serving({ labels, thresholds, normalise }: EnsembleFile): Pick<Manifest, 'thresholds' | 'normalise'> {
  return { thresholds: labels.map((label) => thresholds[label] ?? 1), normalise: (text) => normaliseText(text, normalise) }
}
