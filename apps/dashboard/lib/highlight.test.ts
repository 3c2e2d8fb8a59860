import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { brandTerms, highlight } from './highlight.ts'

const marked = (text: string, query: string) =>
  highlight(text, brandTerms(query))
    .filter((segment) => segment.marked)
    .map((segment) => segment.text)

describe('highlight', () => {
  it.each([
    ['My LUMO phone and #lumo', 'lumo OR #lumo', ['LUMO', '#lumo']],
    ['the premier league is back, premier!', '"premier league"', ['premier league']],
    ['Café brews', 'cafe', ['Café']],
    ['lumophone lumos', 'lumop*', ['lumophone']],
    ['thanks @nimbus.', '@nimbus', ['@nimbus']],
    ['illumos is not it', 'lumo', []],
    ['nimbus rain', 'nimbus NOT rain', ['nimbus']],
  ])('in %j for %j marks %j', (text, query, expected) => expect(marked(text, query)).toEqual(expected))

  it('marks nothing for a query it cannot read', () => expect(marked('a AND b', '((')).toEqual([]))

  it('never changes the text', () => {
    const words = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('lumo', '#lumo', 'premier league', ' ')))
    fc.assert(
      fc.property(words, (parts) => {
        const text = parts.join('')
        const joined = highlight(text, brandTerms('lumo OR #lumo OR "premier league" OR x*')).map((segment) => segment.text)
        expect(joined.join('')).toBe(text)
      }),
    )
  })
})
