import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadManifest } from '@groundswell/classifier/model/manifest.ts'
import { startScorer } from '@groundswell/classifier/model/scorer.ts'

const PROGRAM = fileURLToPath(new URL('./transformers-logits.mjs', import.meta.url))
const MODELS = fileURLToPath(new URL('../../models', import.meta.url))
const WITHIN = 1e-3

const TEXTS = [
  'I love how this turned out, thank you all so much! 😊',
  '@ann have you seen https://example.com/a?b=c ... soooooo sad 😭😭😭',
  'Ugh. Third outage this week; I want my money back.',
  "I don't know what to think — is it “good” or bad?",
  // Not so long that it would be cut: they cut the closing token off too, which models were trained with.
  'never again '.repeat(30),
  '这个真的很好',
  'ok',
]

/** The models that ship. */
export function shippedMembers(): string[] {
  return readdirSync(MODELS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && readdirSync(join(MODELS, entry.name)).includes('config.json'))
    .map(({ name }) => name)
}

/**
 * Compares our logits of a member with those of `@huggingface/transformers`, with its own tokenizer over the normalised texts.
 * One text at a time, because int8 lets batch-mates move each other.
 * @param packages folder that `@huggingface/transformers` is installed in.
 */
export async function compareWithTransformers(packages: string, member: string): Promise<void> {
  const shipped = loadManifest(join(MODELS, member))
  // The student brings a calibration; the graph's own logits are compared.
  const manifest = { ...shipped, members: shipped.members.map((model) => ({ ...model, temperature: 1, bias: model.bias.map(() => 0) })) }
  const normalised = TEXTS.map(manifest.normalise)
  const theirs = logitsOfTransformers(packages, member, normalised)
  const scorer = await startScorer(manifest, { CLASSIFIER_DEVICE: 'cpu', CLASSIFIER_WORKERS: 1 })
  try {
    for (const [row, text] of TEXTS.entries()) {
      const [probabilities = new Float32Array()] = await scorer.scoreTexts([text], new AbortController().signal)
      const distance = Math.max(...[...probabilities].map((p, label) => Math.abs(logit(p) - (theirs[row]?.[label] ?? Number.NaN))))
      if (!(distance <= WITHIN)) throw new Error(`${member}: logits of ${JSON.stringify(text.slice(0, 40))} differ by ${distance}`)
    }
  } finally {
    await scorer.close()
  }
}

function logitsOfTransformers(packages: string, member: string, texts: string[]): number[][] {
  const result = spawnSync(process.execPath, [PROGRAM, packages, MODELS, member], { input: JSON.stringify(texts), encoding: 'utf8' })
  if (result.status !== 0) throw new Error(`transformers ended with ${result.status}: ${result.error?.message ?? result.stderr}`)
  return JSON.parse(result.stdout) as number[][]
}

function logit(probability: number): number {
  return Math.log(probability / (1 - probability))
}
