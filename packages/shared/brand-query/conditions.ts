import type { Ast, NearSide, Term, TermWord } from './ast.ts'
import { anyNear, type Span } from './near.ts'
import type { Occurrences } from './occurrences.ts'
import type { TermIndex } from './term-index.ts'

/** Says whether a query matches the post whose words were found. */
export type Condition = (found: Occurrences) => boolean

/** Turns a tree into a function over numbered terms. */
export function conditionOf(ast: Ast, index: TermIndex): Condition {
  switch (ast.kind) {
    case 'term':
      return termCondition(ast, index)
    case 'filter': {
      const term = index.filter(ast.field, ast.value)
      return (found) => found.has(term)
    }
    case 'near': {
      const [left, right] = [spansOf(ast.left, index), spansOf(ast.right, index)]
      return (found) => {
        const before = left(found)
        return before.length > 0 && anyNear(before, right(found), ast.distance)
      }
    }
    case 'not': {
      const inside = conditionOf(ast.item, index)
      return (found) => !inside(found)
    }
    case 'and': {
      const items = ast.items.map((item) => conditionOf(item, index))
      return (found) => {
        for (const item of items) if (!item(found)) return false
        return true
      }
    }
    case 'or': {
      const items = ast.items.map((item) => conditionOf(item, index))
      return (found) => {
        for (const item of items) if (item(found)) return true
        return false
      }
    }
  }
}

/**
 * Terms of which at least one occurs in every post that the query matches. Of an AND the smallest such set of an item
 * will do; a negation has none, which `requirePositive` kept from being the whole.
 */
export function triggersOf(ast: Ast, index: TermIndex): Set<number> {
  return possibleTriggers(ast, index) ?? new Set()
}

function possibleTriggers(ast: Ast, index: TermIndex): Set<number> | null {
  switch (ast.kind) {
    case 'term':
      return new Set([numberOf(longestWord(ast), index)])
    case 'filter':
      return new Set([index.filter(ast.field, ast.value)])
    case 'near':
      return smallest([possibleTriggers(ast.left, index), possibleTriggers(ast.right, index)])
    case 'not':
      return null
    case 'and':
      // Filters hold for many posts, words for few.
      return (
        smallest(ast.items.filter((item) => item.kind !== 'filter').map((item) => possibleTriggers(item, index))) ??
        smallest(ast.items.map((item) => possibleTriggers(item, index)))
      )
    case 'or': {
      const sets = ast.items.map((item) => possibleTriggers(item, index))
      return sets.includes(null) ? null : new Set(sets.flatMap((set) => [...(set ?? [])]))
    }
  }
}

function smallest(sets: (Set<number> | null)[]): Set<number> | null {
  let best: Set<number> | null = null
  for (const set of sets) if (set !== null && (best === null || set.size < best.size)) best = set
  return best
}

function longestWord(term: Term): TermWord {
  const words = [...term.words].sort((a, b) => b.key.length - a.key.length)
  const word = words[0]
  if (word === undefined) throw new Error('a term holds at least one word')
  return word
}

const numberOf = (word: TermWord, index: TermIndex) => (word.prefix ? index.prefix(word.key) : index.word(word.key))

function termCondition(term: Term, index: TermIndex): Condition {
  const numbers = term.words.map((word) => numberOf(word, index))
  const only = numbers[0]
  if (only !== undefined && numbers.length === 1) return (found) => found.has(only)
  const spans = spansOfTerm(term, index)
  return (found) => {
    for (const number of numbers) if (!found.has(number)) return false
    return spans(found).length > 0
  }
}

type Spans = (found: Occurrences) => Span[]

function spansOf(side: NearSide, index: TermIndex): Spans {
  if (side.kind === 'term') return spansOfTerm(side, index)
  const items = side.items.map((item) => spansOfTerm(item, index))
  return (found) => items.flatMap((item) => item(found))
}

function spansOfTerm(term: Term, index: TermIndex): Spans {
  const words = term.words.map((word) => ({ term: numberOf(word, index), at: word.at }))
  const first = words[0]?.term ?? 0
  const last = words.at(-1)?.at ?? 0
  if (words.length === 1) return (found) => found.of(first).map((place) => ({ start: place, end: place }))
  return (found) => {
    for (const word of words) if (!found.has(word.term)) return []
    const others = words.slice(1).map((word) => ({ at: word.at, places: new Set(found.of(word.term)) }))
    const starts = found.of(first).filter((start) => others.every((word) => word.places.has(start + word.at)))
    return starts.map((start) => ({ start, end: start + last }))
  }
}
