export type Token = { kind: 'word' | 'quoted' | 'string' | 'symbol'; text: string; start: number; end: number; depth: number }

const SPACE = /[\s\u00a0]/
const WORD = /[\p{L}\p{N}_]/u
const CLOSING: Record<string, string> = { "'": "'", '"': '"', '`': '`', '‘': '’', '“': '”' }

/**
 * Splits SQL as ClickHouse's lexer does, as far as needed to tell text from syntax: comments are skipped, quotes and
 * heredocs are one token each. `depth` counts open brackets. Nothing here is a safety check: see query-guard.
 */
export function* tokens(sql: string): Generator<Token> {
  let depth = 0
  let at = 0
  while (at < sql.length) {
    const start = at
    const char = sql[at] ?? ''
    if (SPACE.test(char)) {
      at += 1
      continue
    }
    const comment = endOfComment(sql, at)
    if (comment !== null) {
      at = comment
      continue
    }
    const closing = CLOSING[char]
    const heredoc = char === '$' ? endOfHeredoc(sql, at) : null
    if (closing !== undefined) {
      at = endOfQuoted(sql, at, closing)
      const kind = char === "'" || char === '‘' ? 'string' : 'quoted'
      yield { kind, text: sql.slice(start, at), start, end: at, depth }
    } else if (heredoc !== null) {
      at = heredoc
      yield { kind: 'string', text: sql.slice(start, at), start, end: at, depth }
    } else if (WORD.test(char)) {
      while (at < sql.length && WORD.test(sql[at] ?? '')) at += 1
      yield { kind: 'word', text: sql.slice(start, at), start, end: at, depth }
    } else {
      at += 1
      if (char === ')' || char === ']' || char === '}') depth -= 1
      yield { kind: 'symbol', text: char, start, end: at, depth }
      if (char === '(' || char === '[' || char === '{') depth += 1
    }
  }
}

function endOfComment(sql: string, at: number): number | null {
  const lineComment = sql.startsWith('--', at) || sql.startsWith('# ', at) || sql.startsWith('#!', at)
  if (!lineComment && !sql.startsWith('/*', at)) return null
  const end = sql.indexOf(lineComment ? '\n' : '*/', lineComment ? at : at + 2)
  if (end === -1) return sql.length
  return lineComment ? end + 1 : end + 2
}

function endOfQuoted(sql: string, at: number, closing: string): number {
  for (let i = at + 1; i < sql.length; i += 1) {
    if (sql[i] === '\\') i += 1
    else if (sql[i] === closing && sql[i + 1] === closing) i += 1
    else if (sql[i] === closing) return i + 1
  }
  return sql.length
}

function endOfHeredoc(sql: string, at: number): number | null {
  const tag = /^\$\w*\$/.exec(sql.slice(at, at + 100))?.[0]
  if (tag === undefined) return null
  const end = sql.indexOf(tag, at + tag.length)
  return end === -1 ? null : end + tag.length
}
