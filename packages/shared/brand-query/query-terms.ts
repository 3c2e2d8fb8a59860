import type { Ast, Term } from './ast.ts'

/**
 * The terms a matching post may hold, for highlighting: words, phrases, tags and mentions in folded form, a prefix with
 * its *. What stands under NOT is left out.
 */
export function queryTerms(ast: Ast): string[] {
  return [...new Set(collect(ast))]
}

function collect(ast: Ast): string[] {
  if (ast.kind === 'term') return [textOf(ast)]
  if (ast.kind === 'and' || ast.kind === 'or') return ast.items.flatMap(collect)
  return ast.kind === 'near' ? [...collect(ast.left), ...collect(ast.right)] : []
}

const textOf = (term: Term) => term.words.map((word) => word.key + (word.prefix ? '*' : '')).join(' ')
