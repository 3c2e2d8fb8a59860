import { fold } from '@groundswell/shared/brand-query/fold.ts'
import { parseQuery } from '@groundswell/shared/brand-query/parse.ts'
import { queryTerms } from '@groundswell/shared/brand-query/query-terms.ts'

export type Segment = { text: string; marked: boolean }

/** A term as its words, folded; the last character `*` stands for any ending. */
type Term = string[]
type Token = { start: number; end: number; key: string }

/** The terms of a brand's query; a query this page cannot read marks nothing. */
export function brandTerms(query: string): Term[] {
  try {
    return queryTerms(parseQuery(query)).map((term) => term.split(' '))
  } catch {
    return []
  }
}

function tokens(text: string): Token[] {
  return [...text.matchAll(/[#@]?[\p{L}\p{N}\p{M}_]+/gu)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    key: fold(match[0]),
  }))
}

function fits(key: string, word: string): boolean {
  const [wanted, prefix] = word.endsWith('*') ? [word.slice(0, -1), true] : [word, false]
  // A plain word is also found inside its own tag or mention.
  const candidates = /^[#@]/.test(wanted) ? [key] : [key.replace(/^[#@]/, '')]
  return candidates.some((candidate) => (prefix ? candidate.startsWith(wanted) : candidate === wanted))
}

/** Tokens of the longest term that starts at a token; 0 where none does. */
function matchAt(all: readonly Token[], index: number, terms: readonly Term[]): number {
  const matching = terms.filter((term) => term.every((word, offset) => fits(all[index + offset]?.key ?? '', word)))
  return matching.reduce((longest, term) => Math.max(longest, term.length), 0)
}

/** Cuts a text where the brand's terms stand in it. The segments joined are the text, character for character. */
export function highlight(text: string, terms: readonly Term[]): Segment[] {
  const segments: Segment[] = []
  const all = tokens(text)
  let done = 0
  for (let index = 0; index < all.length; ) {
    const length = matchAt(all, index, terms)
    const [first, last] = [all[index], all[index + length - 1]]
    if (length === 0 || first === undefined || last === undefined) {
      index += 1
      continue
    }
    if (first.start > done) segments.push({ text: text.slice(done, first.start), marked: false })
    segments.push({ text: text.slice(first.start, last.end), marked: true })
    done = last.end
    index += length
  }
  if (done < text.length) segments.push({ text: text.slice(done), marked: false })
  return segments
}
