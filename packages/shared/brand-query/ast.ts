/** A word or prefix that a term asks for, `at` words after the term's first. */
export type TermWord = { key: string; at: number; prefix: boolean }

/** Words that stand one after the other: a single word, a phrase, a #tag or an @mention. */
export type Term = { kind: 'term'; words: TermWord[] }

export type FilterField = 'lang' | 'source' | 'author'
export type Filter = { kind: 'filter'; field: FilterField; value: string }

/** What NEAR stands between: a term, or any of several in parentheses. */
export type NearSide = Term | { kind: 'or'; items: Term[] }
export type Near = { kind: 'near'; distance: number; left: NearSide; right: NearSide }

export type Ast = Term | Filter | Near | { kind: 'and'; items: Ast[] } | { kind: 'or'; items: Ast[] } | { kind: 'not'; item: Ast }

/** Farthest that NEAR/n may reach, in words. */
export const MAX_DISTANCE = 100

/** Writes a query that parses to the same tree. */
export function printQuery(ast: Ast): string {
  switch (ast.kind) {
    case 'term':
      return printTerm(ast)
    case 'filter':
      return `${ast.field}:"${ast.value}"`
    case 'near':
      return `${printSide(ast.left)} NEAR/${ast.distance} ${printSide(ast.right)}`
    case 'not':
      return `NOT ${printInside(ast.item)}`
    case 'and':
      return ast.items.map(printInside).join(' AND ')
    case 'or':
      return ast.items.map(printInside).join(' OR ')
  }
}

function printTerm(term: Term): string {
  const text = term.words.map((word) => word.key + (word.prefix ? '*' : '')).join(' ')
  return term.words.length === 1 ? text : `"${text}"`
}

const printSide = (side: NearSide) => (side.kind === 'or' ? `(${printQuery(side)})` : printTerm(side))
const printInside = (ast: Ast) => (ast.kind === 'and' || ast.kind === 'or' ? `(${printQuery(ast)})` : printQuery(ast))
