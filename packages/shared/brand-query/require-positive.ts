import type { Ast } from './ast.ts'
import { BrandQueryError } from './brand-query-error.ts'

/**
 * A query must name something that every matching post holds: `NOT x` and `a OR NOT b` would match nearly everything.
 * It is also what lets the matcher leave out every brand none of whose terms occur.
 */
export function requirePositive(ast: Ast, position: number): void {
  if (!isPositive(ast)) throw new BrandQueryError(position, 'a word or filter that the posts hold: NOT alone would match almost every post')
}

function isPositive(ast: Ast): boolean {
  if (ast.kind === 'not') return false
  if (ast.kind === 'and') return ast.items.some(isPositive)
  return ast.kind === 'or' ? ast.items.every(isPositive) : true
}
