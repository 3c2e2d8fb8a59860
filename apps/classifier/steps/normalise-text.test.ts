import { expect, test } from 'vitest'
import { logRecord } from '../testing.ts'
import { createNormaliseText } from './normalise-text.ts'
import { parseRecord } from './parse-record.ts'
import type { ParsedPost } from './records.ts'

const post = { ...(parseRecord(logRecord({ id: '1', text: 'Hi' })) as ParsedPost), lang: 'en', brands: [] }
const normaliseText = createNormaliseText((text) => text.toLowerCase())

test('the model reads the normalised text, and the post keeps its own', () => {
  expect(normaliseText({ ...post, scorable: true })).toMatchObject({ text: 'Hi', input: 'hi' })
})

test('a language the model does not know is not read', () => {
  expect(normaliseText({ ...post, scorable: false })).toMatchObject({ input: null })
})
