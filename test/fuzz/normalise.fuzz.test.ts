import { NORMALISE_PROFILES, normalise } from '@groundswell/shared/normalise/normalise.ts'
import fc from 'fast-check'
import { expect, inject, test } from 'vitest'
import { normaliseInPython, unassignedInPython } from './python-normaliser.ts'
import { texts } from './texts.ts'

declare module 'vitest' {
  interface ProvidedContext {
    seed: number
  }
}

const TEXTS = 4_000

const seed = inject('seed')
console.log(`FUZZ_SEED=${seed}`)
const samples = fc.sample(texts(unassignedInPython()), { seed, numRuns: TEXTS })

test.each(NORMALISE_PROFILES)(`both normalisers agree on random texts under %s (FUZZ_SEED=${seed})`, (profile) => {
  const answers = normaliseInPython(samples.map((text) => ({ profile, text })))
  expect(answers).toHaveLength(TEXTS)
  const wrong = samples.findIndex((text, index) => normalise(text, profile) !== answers[index])
  if (wrong < 0) return
  const text = samples[wrong] as string
  const [typescript, python] = [normalise(text, profile), answers[wrong] as string].map(escaped)
  expect.fail(`text ${wrong} of FUZZ_SEED=${seed}\n  text:       ${escaped(text)}\n  typescript: ${typescript}\n  python:     ${python}`)
})

test('the texts reach what the steps are for', () => {
  const reached = (sign: RegExp) => samples.filter((text) => sign.test(text)).length
  expect(reached(/(?:^| )(?:fr|ngl|no cap|is mid)(?:$| )/i)).toBeGreaterThan(10)
  expect(reached(/(.)\1{3}/u)).toBeGreaterThan(TEXTS / 10)
  expect(samples.filter((text) => !text.isWellFormed()).length).toBeGreaterThan(TEXTS / 10)
  expect(samples.filter((text) => text.length > 10_000).length).toBeGreaterThan(3)
})

/** As a Python or TypeScript literal shows it, in ASCII. */
function escaped(text: string): string {
  return JSON.stringify(text.length > 600 ? `${text.slice(0, 300)} ... ${text.slice(-300)}` : text).replace(
    /[^ -~]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
