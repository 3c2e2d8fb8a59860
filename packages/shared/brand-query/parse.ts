import type { Ast, Near, NearSide, Term } from './ast.ts'
import { MAX_DISTANCE } from './ast.ts'
import { BrandQueryError } from './brand-query-error.ts'
import { lex, type Token } from './lex.ts'
import { parseFilter, parseTerm } from './parse-term.ts'
import { requirePositive } from './require-positive.ts'

/** Parentheses and NOTs inside one another. */
const MAX_NESTING = 50
const OPERAND = 'a word, "a phrase", #tag, @mention, a filter or ('

/**
 * Reads a brand's query (docs/brand-queries.md).
 * @throws BrandQueryError with the position and what was expected there; nothing else.
 */
export function parseQuery(query: string): Ast {
  return new Parser(lex(query)).whole()
}

/** A tree and where it begins, for errors that show only once it is whole. */
type Placed = { ast: Ast; position: number }

class Parser {
  readonly #tokens: Token[]
  #index = 0
  #nesting = 0

  constructor(tokens: Token[]) {
    this.#tokens = tokens
  }

  whole(): Ast {
    const { ast, position } = this.#alternatives()
    if (this.#next().kind !== 'end') throw new BrandQueryError(this.#next().position, 'AND, OR or the end of the query')
    requirePositive(ast, position)
    return ast
  }

  #next(): Token {
    const token = this.#tokens[this.#index]
    if (token === undefined) throw new BrandQueryError(1, OPERAND)
    return token
  }

  #take(): Token {
    const token = this.#next()
    this.#index += 1
    return token
  }

  #alternatives(): Placed {
    const first = this.#conjunction()
    const items = [first.ast]
    while (this.#next().kind === 'or') {
      this.#take()
      items.push(this.#conjunction().ast)
    }
    return items.length === 1 ? first : { ast: joined('or', items), position: first.position }
  }

  #conjunction(): Placed {
    const first = this.#negation()
    const items = [first.ast]
    for (;;) {
      const { kind } = this.#next()
      if (kind === 'and') this.#take()
      else if (kind === 'or' || kind === ')' || kind === 'end') break
      items.push(this.#negation().ast)
    }
    return items.length === 1 ? first : { ast: joined('and', items), position: first.position }
  }

  #negation(): Placed {
    const { kind, position } = this.#next()
    if (kind !== 'not') return this.#proximity()
    this.#take()
    const item = this.#nested(position, () => this.#negation().ast)
    return { ast: { kind: 'not', item }, position }
  }

  #proximity(): Placed {
    const left = this.#operand()
    const near = this.#next()
    if (near.kind !== 'near') return left
    this.#take()
    const right = this.#operand()
    if (this.#next().kind === 'near') throw new BrandQueryError(this.#next().position, 'AND or OR: a NEAR stands between two terms')
    const ast: Near = { kind: 'near', distance: distanceOf(near), left: side(left), right: side(right) }
    return { ast, position: left.position }
  }

  #operand(): Placed {
    const token = this.#take()
    const { position } = token
    if (token.kind === 'quoted') return { ast: parseTerm(token.raw, position + 1), position }
    if (token.kind === 'text') return { ast: parseTerm(token.raw, position), position }
    if (token.kind === 'filter') return { ast: parseFilter(token.field, token.raw, position), position }
    if (token.kind !== '(') throw new BrandQueryError(position, OPERAND)
    const { ast } = this.#nested(position, () => this.#alternatives())
    if (this.#next().kind !== ')') throw new BrandQueryError(this.#next().position, 'AND, OR or )')
    this.#take()
    return { ast, position }
  }

  #nested<T>(position: number, inside: () => T): T {
    this.#nesting += 1
    if (this.#nesting > MAX_NESTING) throw new BrandQueryError(position, `at most ${MAX_NESTING} parentheses and NOTs inside one another`)
    const result = inside()
    this.#nesting -= 1
    return result
  }
}

/** (a OR b) OR c is the same as a OR b OR c, so one tree stands for both. */
function joined(kind: 'and' | 'or', items: Ast[]): Ast {
  return { kind, items: items.flatMap((item) => (item.kind === kind ? item.items : [item])) }
}

function distanceOf(token: Token & { kind: 'near' }): number {
  const distance = Number(/^NEAR\/(\d{1,3})$/.exec(token.raw)?.[1] ?? 0)
  if (distance < 1 || distance > MAX_DISTANCE)
    throw new BrandQueryError(token.position, `NEAR/ and a number of words from 1 to ${MAX_DISTANCE}, for example NEAR/5`)
  return distance
}

function side({ ast, position }: Placed): NearSide {
  const isTerm = (item: Ast): item is Term => item.kind === 'term'
  if (isTerm(ast)) return ast
  if (ast.kind === 'or' && ast.items.every(isTerm)) return { kind: 'or', items: ast.items }
  throw new BrandQueryError(position, 'a word, "a phrase", #tag or @mention beside NEAR, or several of them in parentheses with OR')
}
