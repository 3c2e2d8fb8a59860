import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyPost, anyQuery } from './any-query.ts'
import type { Ast, FilterField, NearSide, Term } from './ast.ts'
import { compileBrands, type Matchable, parseQuery } from './brand-query.ts'
import { filterValue } from './parse-term.ts'
import { type Word, wordsOf } from './words.ts'

const matches = (query: string, post: Matchable | string) =>
  compileBrands([{ id: 'x', query }])(typeof post === 'string' ? { text: post } : post).length === 1

describe('compileBrands', () => {
  test.each([
    ['lumo', 'I love my LUMO!', true],
    ['lumo', 'lumosity is a game', false],
    ['lumo', "Lumo's new phone", true],
    ['lumo', 'so #lumo and @lumo', true],
    ['lumo', 'Lumo™ is here', true],
    ['lumo', '𝗟𝘂𝗺𝗼 rocks', true],
    ['lumo*', 'lumosity is a game', true],
    ['#lumo', 'lumo', false],
    ['#lumo', 'my #Lumo!', true],
    ['#lumo', 'C##lumo a#lumo', false],
    ['#lumo', '#lumophone', false],
    ['#lumo', '🔥#lumo', true],
    ['#lumo*', '#lumophone', true],
    ['@lumo', 'hey @lumo.bsky.social', true],
    ['@lumo', 'hey @lumo@mastodon.social', true],
    ['@lumo', 'mail me@lumo.com', false],
    ['@lumo', '@lumo-fans', false],
    ['@lumo.bsky.social', '@lumo.bsky.social hi', true],
    ['@lumo.bsky.social', '@lumo hi', false],
    ['"lumo phone"', 'my lumo  Phone!', true],
    ['"lumo phone"', 'phone lumo', false],
    ['coca-cola', 'Coca Cola', true],
    ['cafe', 'Café', true],
    ['CAFÉ', 'cafe', true],
    ['straße', 'STRASSE', true],
    ['東京', '東京都は', true],
    ['東京', '京東', false],
    ['#東京', '今日の#東京 散歩', true],
    ['हिन्दी', 'यह हिन्दी है', true],
    ['🔥', 'lumo is 🔥🔥', true],
    ['👍', 'good 👍🏽', true],
    ['lumo NEAR/2 battery', 'lumo has a battery', false],
    ['lumo NEAR/3 battery', 'lumo has a battery', true],
    ['lumo NEAR/3 battery', 'battery of my lumo', true],
    ['lumo NEAR/3 lumo', 'only one lumo', false],
    ['lumo NEAR/3 lumo', 'lumo or lumo', true],
    ['(hot OR warm) NEAR/1 "my phone"', 'my phone warm', true],
    ['lumo -fruit', 'lumo', true],
    ['lumo -fruit', 'lumo fruit', false],
    ['lumo NOT (fruit OR juice)', 'lumo juice', false],
  ])('%s on %s: %s', (query, text, expected) => {
    expect(matches(query, text)).toBe(expected)
  })

  test('filters look at the post beside its text', () => {
    const post = { text: 'lumo', lang: 'pt-BR', source: 'demo', author: 'Jane' }
    expect(matches('lang:pt', post)).toBe(true)
    expect(matches('lang:en', post)).toBe(false)
    expect(matches('lumo source:demo author:jane', post)).toBe(true)
    expect(matches('lumo author:jane', 'lumo author:jane')).toBe(false)
  })

  test('answers sorted ids, and forgets the post before', () => {
    const match = compileBrands([
      { id: 'b', query: 'lumo' },
      { id: 'c', query: 'phone' },
      { id: 'a', query: 'lumo OR phone' },
    ])
    expect(match({ text: 'lumo phone' })).toEqual(['a', 'b', 'c'])
    expect(match({ text: 'phone' })).toEqual(['a', 'c'])
    expect(match({ text: 'nothing' })).toEqual([])
  })

  test('names the brand whose query is wrong', () => {
    expect(() =>
      compileBrands([
        { id: 'ok', query: 'a' },
        { id: 'bad-one', query: '(' },
      ]),
    ).toThrow('query of brand "bad-one": position 2: expected')
  })

  test('equals a naive reading of the tree', () => {
    fc.assert(
      fc.property(
        fc.array(anyQuery, { minLength: 1, maxLength: 8 }),
        fc.array(anyPost, { minLength: 1, maxLength: 5 }),
        (queries, posts) => {
          const brands = queries.map((query, number) => ({ id: `b${number}`, query }))
          const match = compileBrands(brands)
          for (const post of posts) {
            const naive = brands.filter((brand) => holds(parseQuery(brand.query), post, wordsOf(post.text))).map((brand) => brand.id)
            expect(match(post)).toEqual(naive.sort())
          }
        },
      ),
      { numRuns: 1000 },
    )
  })

  test('takes any text', () => {
    const match = compileBrands([{ id: 'x', query: 'lumo OR #lumo OR @lumo OR (a NEAR/3 b*c)'.replace('b*c', 'b') }])
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(Array.isArray(match({ text }))).toBe(true)
      }),
    )
  })
})

/** The meaning of a query, written down without any thought of speed. */
function holds(ast: Ast, post: Matchable, words: Word[]): boolean {
  if (ast.kind === 'term') return places(ast, words).length > 0
  if (ast.kind === 'filter') return filterHolds(ast.field, ast.value, post)
  if (ast.kind === 'not') return !holds(ast.item, post, words)
  if (ast.kind === 'and') return ast.items.every((item) => holds(item, post, words))
  if (ast.kind === 'or') return ast.items.some((item) => holds(item, post, words))
  const right = sidePlaces(ast.right, words)
  return sidePlaces(ast.left, words).some((a) =>
    right.some((b) => {
      const gap = Math.max(a.start - b.end, b.start - a.end)
      return gap >= 1 && gap <= ast.distance
    }),
  )
}

function places(term: Term, words: Word[]): { start: number; end: number }[] {
  const starts = [...new Set(words.map((word) => word.at))]
  const hits = starts.filter((start) =>
    term.words.every((wanted) =>
      words.some((word) => word.at === start + wanted.at && (wanted.prefix ? word.key.startsWith(wanted.key) : word.key === wanted.key)),
    ),
  )
  return hits.map((start) => ({ start, end: start + (term.words.at(-1)?.at ?? 0) }))
}

const sidePlaces = (side: NearSide, words: Word[]) =>
  side.kind === 'term' ? places(side, words) : side.items.flatMap((item) => places(item, words))

function filterHolds(field: FilterField, value: string, post: Matchable): boolean {
  const own = post[field]
  return own !== undefined && filterValue(field, own) === value
}
