import { fromEngine } from '../engine/clickhouse-error.ts'
import { isSelect, readStatement } from '../sql/statement.ts'
import { type Token, tokens } from '../sql/tokens.ts'
import { DATABASE, FORMATS, TYPE_WORDS } from './allow-list.ts'
import { readAst } from './ast.ts'
import { isLookUp } from './look-ups.ts'
import { refusalOf } from './rules.ts'

/** Runs a statement of ours and answers with its first column; `params` are set as query parameters before it. */
export type Ask = (sql: string, params: ReadonlyMap<string, string>) => Promise<string[]>

export type Verdict =
  | {
      ok: true
      /** What was checked and may be run, as ClickHouse itself wrote it down; never the caller's own text. */
      sql: string
      kind: 'select' | 'look-up'
      format: string | null
    }
  | { ok: false; code: 'syntax' | 'not_allowed'; reason: string }

const NONE: ReadonlyMap<string, string> = new Map()
export const MAX_QUERY_CHARACTERS = 64 * 1024

/**
 * Checks SQL of a stranger: ClickHouse's own parser writes it down anew (bound as a value, so it can't run), then the
 * tree of that text is compared with lists of what is allowed. `readonly` alone would let it read files and addresses.
 */
export async function checkQuery(text: string, params: ReadonlyMap<string, string>, ask: Ask): Promise<Verdict> {
  if (text.length > MAX_QUERY_CHARACTERS) return refuse(`queries over ${MAX_QUERY_CHARACTERS} characters are not allowed`)
  if (text.includes('\0')) return refuse('NUL characters are not allowed')
  const written = await rewrite(text, ask)
  if (typeof written !== 'string') return written
  const statement = readStatement(written)
  const { format, verb } = statement
  const sql = statement.text.trim()
  if (format !== null && !FORMATS.has(format)) return refuse(`format ${format} is not allowed`)
  if (statement.several) return refuse('more than one statement is not allowed')
  if (isLookUp(sql)) return { ok: true, sql, kind: 'look-up', format }
  if (!isSelect(verb)) return refuse(`only SELECT is allowed, this is ${verb}`)

  const all = [...tokens(sql)]
  const names = subqueryNames(all)
  const reason = refusalOfTokens(all) ?? (await refusalOfNames(names, ask)) ?? (await refusalOfTree(sql, params, names, ask))
  if (typeof reason === 'string') return refuse(reason)
  return reason ?? { ok: true, sql, kind: 'select', format }
}

function refuse(reason: string): Verdict & { ok: false } {
  return { ok: false, code: 'not_allowed', reason }
}

/** The text in ClickHouse's own words. It must stay the same when written down again, else parser and writer disagree about it. */
async function rewrite(text: string, ask: Ask): Promise<string | (Verdict & { ok: false })> {
  const bound = `unhex('${Buffer.from(text, 'utf8').toString('hex')}')`
  const once = `formatQuerySingleLine(${bound})`
  try {
    const [first = '', second] = await ask(`SELECT arrayJoin([${once}, formatQuerySingleLine(${once})])`, NONE)
    return first === second ? first : refuse('this text reads in two ways')
  } catch (error) {
    const message = fromEngine(error).message.replace(/: In scope SELECT arrayJoin[\s\S]*?( \([A-Z_]+\))?$/, '$1')
    return { ok: false, code: 'syntax', reason: message }
  }
}

/** What the tree does not show, or what must not even be tried: hidden keywords, forged names, types of parameters. */
function refusalOfTokens(all: readonly Token[]): string | null {
  let inParameter = false
  for (const [i, { kind, text }] of all.entries()) {
    if (text === '{' || text === '}') inParameter = text === '{'
    if (kind === 'quoted' && /[\\\p{C}]/u.test(text)) return 'escapes in quoted names are not allowed'
    if (kind !== 'word') continue
    if (/^(RECURSIVE|OUTFILE|INFILE)$/i.test(text)) return `${text.toUpperCase()} is not allowed`
    if (/^SETTINGS$/i.test(text) && all[i + 2]?.text === '=') return 'SETTINGS are not allowed'
    const isName = all[i - 1]?.text === '{'
    if (inParameter && !isName && !/^\d+$/.test(text) && !TYPE_WORDS.has(text)) return `a parameter of type ${text} is not allowed`
  }
  return null
}

/** Names of `name AS (SELECT ...)`: `EXPLAIN AST` does not print them. */
function subqueryNames(all: readonly Token[]): Set<string> {
  const names = new Set<string>()
  for (const [i, token] of all.entries()) {
    const [as, bracket, next] = [all[i + 1], all[i + 2], all[i + 3]]
    if (as?.text !== 'AS' || bracket?.text !== '(' || next === undefined || !isSelect(next.text)) continue
    if (token.kind === 'word') names.add(token.text)
    if (token.kind === 'quoted') names.add(token.text.slice(1, -1))
  }
  return names
}

/** A subquery called like a table would let that table be read where the subquery is out of sight. */
async function refusalOfNames(names: ReadonlySet<string>, ask: Ask): Promise<string | null> {
  if (names.size === 0) return null
  const tables = await ask(`SELECT name FROM system.tables WHERE database = '${DATABASE}'`, NONE)
  const taken = tables.find((table) => names.has(table))
  return taken === undefined ? null : `a subquery must not be called ${taken}, like a table`
}

async function refusalOfTree(sql: string, params: ReadonlyMap<string, string>, names: ReadonlySet<string>, ask: Ask) {
  try {
    const root = readAst(await ask(`EXPLAIN AST ${sql}`, params))
    return root === null ? 'the query could not be understood' : refusalOf(root, names)
  } catch (error) {
    return { ok: false, code: 'syntax', reason: fromEngine(error).message } as const
  }
}
