import type { Ast } from './ast.ts'
import { BrandQueryError } from './brand-query-error.ts'
import { type Condition, conditionOf, triggersOf } from './conditions.ts'
import { fold } from './fold.ts'
import { Occurrences } from './occurrences.ts'
import { parseQuery } from './parse.ts'
import { filterValue } from './parse-term.ts'
import { TermIndex } from './term-index.ts'
import { eachWord } from './words.ts'

/** What a query can see of a post. */
export type Matchable = { text: string; lang?: string | undefined; source?: string | undefined; author?: string | undefined }
const FIELDS = ['lang', 'source', 'author'] as const
const NONE: readonly number[] = []

export type BrandMatcher = (post: Matchable) => string[]

/**
 * Compiles all brands into one matcher: one pass over a post's words finds the terms that occur, and only brands that
 * have one of them are evaluated. The matcher answers the ids of the brands that match, sorted.
 * @throws BrandQueryError for the first query that is wrong; its message names the brand.
 */
export function compileBrands(brands: readonly { id: string; query: string }[]): BrandMatcher {
  const index = new TermIndex()
  const sorted = [...brands].sort((a, b) => (a.id < b.id ? -1 : 1))
  const conditions: Condition[] = []
  const triggered: number[][] = []
  sorted.forEach((brand, number) => {
    const ast = parsed(brand)
    conditions.push(conditionOf(ast, index))
    for (const term of triggersOf(ast, index)) {
      triggered[term] ??= []
      triggered[term].push(number)
    }
  })
  const found = new Occurrences(index.size)
  const lastSeen = new Uint32Array(sorted.length)
  let post = 0
  const note = (key: string, at: number) => index.note(key, at, found)

  return ({ text, ...filters }) => {
    found.clear()
    post = (post + 1) >>> 0 || 1
    eachWord(fold(text), note)
    for (const field of FIELDS) {
      const value = filters[field]
      if (value !== undefined) index.noteFilter(field, filterValue(field, value), found)
    }
    const matching: number[] = []
    for (const term of found.terms) {
      for (const brand of triggered[term] ?? NONE) {
        if (lastSeen[brand] === post) continue
        lastSeen[brand] = post
        if (conditions[brand]?.(found)) matching.push(brand)
      }
    }
    return matching.sort((a, b) => a - b).map((brand) => sorted[brand]?.id ?? '')
  }
}

function parsed(brand: { id: string; query: string }): Ast {
  try {
    return parseQuery(brand.query)
  } catch (error) {
    if (error instanceof BrandQueryError) throw new BrandQueryError(error.position, error.expected, brand.id)
    throw error
  }
}
