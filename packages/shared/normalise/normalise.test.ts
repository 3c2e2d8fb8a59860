import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { MAX_CHARACTERS, NORMALISE_PROFILES, type NormaliseProfile, normalise } from './normalise.ts'

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
      'no '.repeat(300_000),
      'ate and left no crumb '.repeat(50_000),
      'fr-'.repeat(300_000),
      '\u{1f469}\u200d'.repeat(300_000),
    ]
    const started = performance.now()
    for (const text of hostile) for (const profile of NORMALISE_PROFILES) normalise(text, profile)
    expect(performance.now() - started).toBeLessThan(2000)
  })

  it.each<[NormaliseProfile, string, string]>([
    ['minilm', 'this update is mid 💀', 'this update is mediocre skull'],
    ['minilm', 'No cap, @anna.bsky.social ATE AND LEFT NO CRUMBS fr fr', 'no lie, [NAME] did it perfectly for real'],
    ['minilm', 'frfr-ish, chef’s kisses and the mid-season', "frfr-ish, chef's kisses and the mid-season"],
    ['bertweet', '@anna tbh 😂😂 https://example.com/a', '@USER to be honest :face_with_tears_of_joy: :face_with_tears_of_joy: HTTPURL'],
    ['plain', 'tbh\t😂\u0000', 'tbh 😂'],
  ])('reads as documented: %s, %s', (profile, text, expected) => {
    expect(normalise(text, profile)).toBe(expected)
  })

  it('makes no character of two halves when what parted them is dropped', () => {
    expect(normalise('so \ud83d\ufe0f\ude02!', 'minilm')).toBe('so !')
  })

  it('counts code points, not code units, at the cap', () => {
    expect([...normalise('𝒜b'.repeat(6_000), 'plain')]).toHaveLength(MAX_CHARACTERS)
  })
})
