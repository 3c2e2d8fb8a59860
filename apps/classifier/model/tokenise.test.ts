import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { copyOfModel, TINY_MODEL, temporaryFolder } from '../testing.ts'
import { loadManifest } from './manifest.ts'
import { createEncoder } from './tokenise.ts'

const { members } = loadManifest(TINY_MODEL)

test('members with the same tokenizer share its work', () => {
  const { encode, tokenizerOfMember, pads } = createEncoder(members, 64)
  expect(tokenizerOfMember).toEqual([0, 0])
  expect(pads).toEqual([0])
  expect(encode('love').ids).toHaveLength(1)
})

test('a long text is cut, and stays framed', () => {
  const { encode } = createEncoder(members, 8)
  const whole = [...(encode('love').ids[0] ?? [])]
  const cut = [...(encode('love '.repeat(5000)).ids[0] ?? [])]
  expect(whole).toEqual([2, whole[1], 3])
  expect(cut).toEqual([2, ...Array.from({ length: 6 }, () => whole[1]), 3])
  expect(encode('').ids[0]).toEqual(Int32Array.of(2, 3))
})

test('takes a huge unbroken text in no time', () => {
  const { encode } = createEncoder(members, 64)
  const started = performance.now()
  expect(encode('a'.repeat(1_000_000)).length).toBeLessThanOrEqual(64)
  expect(performance.now() - started).toBeLessThan(1000)
})

test('a tokenizer that can not be used is refused by name', () => {
  using folder = temporaryFolder()
  const { directory } = copyOfModel(folder.path)
  writeFileSync(join(directory, 'focal/tokenizer.json'), '{"model":{"type":"Abacus"}}')
  expect(() => createEncoder(loadManifest(directory).members, 64)).toThrow(/focal\/tokenizer\.json: can't be used/)
})
