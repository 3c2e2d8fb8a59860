import { compileBrands } from '@groundswell/shared/brand-query/brand-query.ts'
import { expect, test } from 'vitest'
import { logRecord } from '../testing.ts'
import { createMatchBrands } from './match-brands.ts'
import { parseRecord } from './parse-record.ts'
import type { ParsedPost } from './records.ts'

test('a brand is matched by text, source, author and the decided language', () => {
  const brands = [
    { id: 'english', query: 'lumo lang:en' },
    { id: 'german', query: 'lumo lang:de' },
    { id: 'by-jo', query: 'author:jo source:forum' },
  ]
  const matchBrands = createMatchBrands(compileBrands(brands))
  const post = parseRecord(logRecord({ id: '1', text: 'my Lumo!', lang: 'de', source: 'forum', author: 'Jo' })) as ParsedPost
  expect(matchBrands({ ...post, lang: 'en', scorable: true }).brands).toEqual(['by-jo', 'english'])
})
