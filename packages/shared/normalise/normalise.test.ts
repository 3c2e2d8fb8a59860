import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { MAX_CHARACTERS, type NormaliseProfile, normalise } from './normalise.ts'

type Vector = { profile: NormaliseProfile; in: string; out: string }

const vectors = readFileSync(new URL('vectors.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Vector)

describe('normalise', () => {
  it('agrees with the Python twin on every vector', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(500)
    const wrong = vectors.map((vector) => ({ ...vector, got: normalise(vector.in, vector.profile) })).filter(({ got, out }) => got !== out)
    expect(wrong).toEqual([])
  })

  it('takes hostile input in its stride', () => {
    const hostile = [
      'a'.repeat(1_000_000),
      '@a.'.repeat(300_000),
      '('.repeat(1_000_000),
      'http://'.repeat(100_000),
      'a\u200b'.repeat(500_000),
    ]
    const started = performance.now()
    for (const text of hostile) normalise(text, 'minilm')
    expect(performance.now() - started).toBeLessThan(1000)
  })

  it('drops halves of surrogate pairs, which no well-formed vector can hold', () => {
    expect(normalise('so \ud83d good \ude00!', 'minilm')).toBe('so good !')
  })

  it('counts code points, not code units, at the cap', () => {
    expect([...normalise('𝒜b'.repeat(6_000), 'plain')]).toHaveLength(MAX_CHARACTERS)
  })
})
