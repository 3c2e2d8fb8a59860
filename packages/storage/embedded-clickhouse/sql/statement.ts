import { type Token, tokens } from './tokens.ts'

export type Statement = {
  /** First word in upper case, `(` for a bracketed SELECT, empty for no statement at all. */
  verb: string
  /** The text without its FORMAT clause and without a closing semicolon. */
  text: string
  format: string | null
  /** Whether something follows the first semicolon. */
  several: boolean
}

const SELECTS = new Set(['SELECT', 'WITH', 'FROM', '('])

/** First word of a text that may be long and may hold data behind the statement. */
export function verbOf(sql: string): string {
  for (const token of tokens(sql)) return token.text.toUpperCase()
  return ''
}

/** True for statements whose answer may be large and is streamed. */
export function isSelect(verb: string): boolean {
  return SELECTS.has(verb)
}

/** Takes a statement that is no INSERT apart; data behind an INSERT is not SQL. */
export function readStatement(sql: string): Statement {
  const all: Token[] = []
  let end = sql.length
  let several = false
  let closed = false
  for (const token of tokens(sql)) {
    if (closed) several ||= token.text !== ';'
    else if (token.text === ';' && token.depth === 0) {
      closed = true
      end = token.start
    } else all.push(token)
  }
  const verb = all[0]?.text.toUpperCase() ?? ''
  const clause = findFormat(all)
  if (clause === null) return { verb, text: sql.slice(0, end), format: null, several }
  const [keyword, name] = clause
  return { verb, text: `${sql.slice(0, keyword.start)} ${sql.slice(name.end, end)}`, format: name.text, several }
}

/** FORMAT and its name, where they end the statement or stand right before a closing SETTINGS. */
function findFormat(all: Token[]): [Token, Token] | null {
  for (let i = all.length - 2; i > 0; i -= 1) {
    const [keyword, name, next] = [all[i], all[i + 1], all[i + 2]]
    if (keyword === undefined || name === undefined || keyword.depth !== 0 || !isWord(keyword, 'FORMAT') || name.kind !== 'word') continue
    if (next === undefined || isWord(next, 'SETTINGS')) return [keyword, name]
  }
  return null
}

function isWord(token: Token, word: string): boolean {
  return token.kind === 'word' && token.text.toUpperCase() === word
}
