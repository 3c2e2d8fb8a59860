import type { Filter, FilterField, Term, TermWord } from './ast.ts'
import { BrandQueryError } from './brand-query-error.ts'
import { fold } from './fold.ts'
import { eachWord } from './words.ts'

/** Characters a prefix must have: one letter and * would match half of everything. */
const SHORTEST_PREFIX = 2
const STAR = '*'

/** Reads a bare word, a #tag, an @mention or the inside of quotation marks. */
export function parseTerm(raw: string, position: number): Term {
  const text = fold(raw)
  const words: (TermWord & { end: number })[] = []
  eachWord(text, (key, at, end) => {
    const prefix = text[end] === STAR
    // A tag takes the place of the words it is made of.
    const start = end - key.length
    while ((words.at(-1)?.end ?? 0) > start) words.pop()
    words.push({ key, at, end, prefix })
    if (prefix) checkPrefix(key, text[end + 1], position)
  })
  if (words.length === 0) throw new BrandQueryError(position, 'a word, "a phrase", #tag, @mention or a filter')
  const stars = words.filter((word) => word.prefix).length
  if (text.split(STAR).length - 1 !== stars) throw new BrandQueryError(position, 'a * only at the end of a word')
  const first = words[0]?.at ?? 0
  return { kind: 'term', words: words.map(({ key, at, prefix }) => ({ key, at: at - first, prefix })) }
}

function checkPrefix(key: string, next: string | undefined, position: number): void {
  if (next !== undefined && !/\s/.test(next)) throw new BrandQueryError(position, 'a * only at the end of a word')
  if (key.replace(/^[#@]/, '').length < SHORTEST_PREFIX) throw new BrandQueryError(position, `at least ${SHORTEST_PREFIX} letters before *`)
}

const FIELDS: readonly string[] = ['lang', 'source', 'author']
const EXPECTED_VALUE: Record<FilterField, string> = {
  lang: 'a language after lang:, for example lang:en',
  source: 'a source after source:, for example source:bluesky',
  author: "an author's name after author:",
}
const isField = (name: string): name is FilterField => FIELDS.includes(name)

/** Reads `lang:xx`, `source:name` or `author:name`. */
export function parseFilter(name: string, raw: string, position: number): Filter {
  const field = name.toLowerCase()
  if (!isField(field)) {
    throw new BrandQueryError(position, `lang:, source: or author: (or quotation marks around a word with a colon), not "${name}:"`)
  }
  const value = filterValue(field, raw)
  const right = field === 'lang' ? /^[a-z]{2,3}$/.test(value) : field === 'source' ? /^[a-z0-9-]{1,32}$/.test(value) : value !== ''
  if (!right) throw new BrandQueryError(position + name.length + 1, EXPECTED_VALUE[field])
  return { kind: 'filter', field, value }
}

/** The form in which values of posts and of queries are compared: no case, no @ before a name, the language without its region. */
export function filterValue(field: FilterField, raw: string): string {
  const value = raw.trim().toLowerCase()
  if (field === 'lang') return value.split('-')[0] ?? ''
  return field === 'author' ? value.replace(/^@+\s*/, '') : value
}
