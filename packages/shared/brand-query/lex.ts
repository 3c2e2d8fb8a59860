import { BrandQueryError } from './brand-query-error.ts'

/** A piece of a query with its 1-based position. `raw` holds no quotation marks. */
export type Token = { position: number } & (
  | { kind: '(' | ')' | 'and' | 'or' | 'not' | 'end' }
  | { kind: 'near'; raw: string }
  | { kind: 'text' | 'quoted'; raw: string }
  | { kind: 'filter'; field: string; raw: string; quoted: boolean }
)

const SPACE = /\s/
const QUOTES = '"“”'
const ENDS_RUN = /[\s()"“”]/
const OPERATORS: Record<string, 'and' | 'or' | 'not'> = { AND: 'and', OR: 'or', NOT: 'not' }
/** A word, a colon, and no `//` after it (that would be an address). */
const FILTER = /^([A-Za-z]+):(?!\/\/)(.*)$/su

/** Cuts a query into tokens; the last one is always `end`. */
export function lex(query: string): Token[] {
  const tokens: Token[] = []
  let index = 0
  const runEnd = (from: number) => {
    let end = from
    while (end < query.length && !ENDS_RUN.test(query.charAt(end))) end += 1
    return end
  }
  const quotedEnd = (open: number) => {
    let close = open + 1
    while (close < query.length && !QUOTES.includes(query.charAt(close))) close += 1
    if (close === query.length) throw new BrandQueryError(query.length + 1, 'a closing quotation mark "')
    return close
  }

  while (index < query.length) {
    const character = query.charAt(index)
    const position = index + 1
    if (SPACE.test(character)) {
      index += 1
    } else if (character === '(' || character === ')') {
      tokens.push({ kind: character, position })
      index += 1
    } else if (character === '-' && query.charAt(index + 1) !== '' && !SPACE.test(query.charAt(index + 1))) {
      tokens.push({ kind: 'not', position })
      index += 1
    } else if (QUOTES.includes(character)) {
      const close = quotedEnd(index)
      tokens.push({ kind: 'quoted', raw: query.slice(index + 1, close), position })
      index = close + 1
    } else {
      const end = runEnd(index)
      const run = query.slice(index, end)
      const filter = FILTER.exec(run)
      const operator = OPERATORS[run]
      index = end
      if (operator !== undefined) tokens.push({ kind: operator, position })
      else if (/^NEAR(\/|$)/.test(run)) tokens.push({ kind: 'near', raw: run, position })
      else if (filter === null) tokens.push({ kind: 'text', raw: run, position })
      else if (filter[2] === '' && QUOTES.includes(query.charAt(end) || ' ')) {
        const close = quotedEnd(end)
        tokens.push({ kind: 'filter', field: filter[1] ?? '', raw: query.slice(end + 1, close), quoted: true, position })
        index = close + 1
      } else tokens.push({ kind: 'filter', field: filter[1] ?? '', raw: filter[2] ?? '', quoted: false, position })
    }
  }
  tokens.push({ kind: 'end', position: query.length + 1 })
  return tokens
}
