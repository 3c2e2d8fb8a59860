import { expect, test } from 'vitest'
import { logRecord } from '../testing.ts'
import { parseRecord } from './parse-record.ts'
import type { ParsedPost } from './records.ts'
import { createTokenise } from './tokenise.ts'

const post = { ...(parseRecord(logRecord({ id: '1', text: 'Hi' })) as ParsedPost), lang: 'en', brands: [], scorable: true }
const tokenise = createTokenise((text) => ({ key: text, ids: [Int32Array.of(1, 2)], length: 2 }))

test('adds tokens to what the model reads', () => {
  expect(tokenise({ ...post, input: 'hi' }).encoded).toEqual({ key: 'hi', ids: [Int32Array.of(1, 2)], length: 2 })
  expect(tokenise({ ...post, input: null }).encoded).toBeNull()
})
