import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyQuery } from './any-query.ts'
import { BrandQueryError, parseQuery, printQuery, queryTerms } from './brand-query.ts'

const wrong = (query: string): { position: number; expected: string } => {
  try {
    parseQuery(query)
  } catch (error) {
    if (error instanceof BrandQueryError) return { position: error.position, expected: error.expected }
    throw error
  }
  throw new Error(`"${query}" was accepted`)
}

describe('parseQuery', () => {
  test.each([
    ['lumo phone', 'lumo AND phone'],
    ['lumo OR phone case', 'lumo OR (phone AND case)'],
    ['NOT a b', '(NOT a) AND b'],
    ['b -a', 'b AND NOT a'],
    ['a NEAR/3 b c', '(a NEAR/3 b) AND c'],
    ['coca-cola', '"coca cola"'],
    ["don't", '"don t"'],
    ['“smart quotes”', '"smart quotes"'],
    ['CAFÉ', 'cafe'],
    ['lang:pt-BR x', 'LANG:pt x'],
    ['author:@Jane x', 'author:jane x'],
    ['((a OR b) OR c)', 'a OR b OR c'],
    ['https://lumo.com', '"https lumo com"'],
  ])('%s means %s', (query, same) => {
    expect(parseQuery(query)).toEqual(parseQuery(same))
  })

  test('operators are upper case, so that words stay words', () => {
    expect(parseQuery('near and dear')).toEqual(parseQuery('"near" AND "and" AND "dear"'))
  })

  test.each([
    ['', 1, 'a word'],
    ['lumo AND', 9, 'a word'],
    ['AND lumo', 1, 'a word'],
    ['lumo OR OR phone', 9, 'a word'],
    ['(lumo', 6, ')'],
    ['lumo)', 5, 'end of the query'],
    ['"lumo', 6, 'closing quotation mark'],
    ['lumo ""', 7, 'a word'],
    ['lumo NEAR phone', 6, 'NEAR/'],
    ['lumo NEAR/0 phone', 6, 'NEAR/'],
    ['a NEAR/2 b NEAR/2 c', 12, 'NEAR'],
    ['a NEAR/2 (b c)', 10, 'beside NEAR'],
    ['title:x', 1, 'lang:'],
    ['lang: x', 6, 'a language'],
    ['lumo*phone', 1, '*'],
    ['*lumo', 1, '*'],
    ['l*', 1, 'letters before *'],
    ['NOT lumo', 1, 'a word or filter'],
    ['lumo OR NOT phone', 1, 'a word or filter'],
    ['(NOT a) (NOT b)', 1, 'a word or filter'],
    ['a && b', 3, 'a word'],
    [`${'('.repeat(4000)}a`, 51, 'at most 50'],
    [`${'NOT '.repeat(4000)}a`, 201, 'at most 50'],
  ])('%s is refused with its position', (query, position, expected) => {
    const error = wrong(query)
    expect(error.position).toBe(position)
    expect(error.expected).toContain(expected)
  })

  test('the error answers as interface.md says', () => {
    expect(() => parseQuery('(a')).toThrowError(
      expect.objectContaining({ status: 400, code: 'invalid_query', field: 'query', message: 'position 3: expected AND, OR or )' }),
    )
  })

  test('never throws anything else, whatever it is given', () => {
    const pieces = fc.constantFrom(
      '(',
      ')',
      '"',
      ' AND ',
      ' OR ',
      'NOT ',
      ' NEAR/2 ',
      'NEAR',
      '#',
      '@',
      '*',
      'lang:',
      ':',
      '-',
      'a',
      '東',
      'é',
      ' ',
    )
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(pieces, { maxLength: 30 }).map((all) => all.join('')),
    )
    fc.assert(
      fc.property(hostile, (query) => {
        try {
          const ast = parseQuery(query)
          expect(parseQuery(printQuery(ast))).toEqual(ast)
        } catch (error) {
          expect(error).toBeInstanceOf(BrandQueryError)
          const { position } = error as BrandQueryError
          expect(position).toBeGreaterThanOrEqual(1)
          expect(position).toBeLessThanOrEqual(query.length + 1)
        }
      }),
      { numRuns: 3000 },
    )
  })

  test('printing and parsing again gives the same tree', () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        const ast = parseQuery(query)
        const printed = printQuery(ast)
        expect(parseQuery(printed)).toEqual(ast)
        expect(printQuery(parseQuery(printed))).toBe(printed)
      }),
      { numRuns: 1000 },
    )
  })
})

test('queryTerms lists what can be highlighted', () => {
  const ast = parseQuery('(Lumo OR #lumo OR "lumo phone") lang:en NOT fruit AND (batter* NEAR/3 hot) lumo')
  expect(queryTerms(ast)).toEqual(['lumo', '#lumo', 'lumo phone', 'batter*', 'hot'])
})
