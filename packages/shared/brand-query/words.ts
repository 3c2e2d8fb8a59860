import { fold } from './fold.ts'

/**
 * One thing a query can ask for in a text: a word, or a tag or mention with its sign. `at` counts words, so phrases and
 * NEAR can tell neighbours; a tag stands at the place of its last word.
 */
export type Word = { key: string; at: number; end: number }

const SEPARATOR = 0
const LETTER = 1
/** Scripts written without spaces: every character is a word, and a longer term is a phrase of them. */
const IDEOGRAPH = 2
const MARK = 3
const EMOJI = 4
const UNKNOWN = 255

const classes = new Uint8Array(0x110000).fill(UNKNOWN)
const ideograph = /^(?=[\p{L}\p{N}])[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]$/u
const letter = /^[\p{L}\p{N}_]$/u
const mark = /^\p{M}$/u
const emoji = /^[\p{Extended_Pictographic}\p{RI}]$/u

function classify(code: number): number {
  const character = String.fromCodePoint(code)
  if (code > 0x7f && ideograph.test(character)) return IDEOGRAPH
  if (letter.test(character)) return LETTER
  if (mark.test(character)) return MARK
  return emoji.test(character) ? EMOJI : SEPARATOR
}

function classOf(code: number): number {
  const known = classes[code]
  if (known !== undefined && known !== UNKNOWN) return known
  const found = classify(code)
  classes[code] = found
  return found
}

const HASH = 0x23
const AT = 0x40
const DASH = 0x2d
const DOT = 0x2e

const codeAt = (text: string, index: number) => text.codePointAt(index) ?? 0
const widthOf = (code: number) => (code > 0xffff ? 2 : 1)
const belongs = (kind: number) => kind === LETTER || kind === IDEOGRAPH || kind === MARK

/** Where the run of characters that `belongs` accepts ends. */
function endOfRun(text: string, start: number, accept: (kind: number) => boolean): number {
  let index = start
  while (index < text.length) {
    const code = codeAt(text, index)
    if (!accept(classOf(code))) break
    index += widthOf(code)
  }
  return index
}

/** The same for letters and marks, written out because every word of every post comes by. */
function endOfWord(text: string, start: number): number {
  let index = start
  while (index < text.length) {
    const code = text.charCodeAt(index)
    if (code >= 0xd800 && code <= 0xdfff) return endOfRun(text, index, (kind) => kind === LETTER || kind === MARK)
    const kind = classOf(code)
    if (kind !== LETTER && kind !== MARK) break
    index += 1
  }
  return index
}

/** End of the tag or of a handle's first label that starts here; handles may hold dashes inside. */
function endOfLabel(text: string, start: number, sign: number): number {
  let end = endOfRun(text, start, belongs)
  while (sign === AT && text.charCodeAt(end) === DASH) {
    const next = endOfRun(text, end + 1, belongs)
    if (next === end + 1) break
    end = next
  }
  return end
}

/** The sign that makes a tag or mention of what starts at `start`; none in "me@lumo.com" or "a#b". */
function signBefore(text: string, start: number): number {
  const sign = start > 0 ? text.charCodeAt(start - 1) : 0
  if (sign !== HASH && sign !== AT) return 0
  let before = start - 1
  do before -= widthBefore(text, before)
  while (before >= 0 && classOf(codeAt(text, before)) === MARK)
  if (before < 0) return sign
  const code = codeAt(text, before)
  const glued = code === DOT || code === HASH || code === AT || classOf(code) === LETTER
  return glued ? 0 : sign
}

/** Code units of the character that ends at `index`. */
function widthBefore(text: string, index: number): number {
  const low = text.charCodeAt(index - 1)
  const high = text.charCodeAt(index - 2)
  return low >= 0xdc00 && low <= 0xdfff && high >= 0xd800 && high <= 0xdbff ? 2 : 1
}

/**
 * Splits a folded text in one pass on Unicode word boundaries and calls `found` for each word in order; for a tag or
 * mention once more, with its sign, where its last word stands. `end` is the index in the folded text after it.
 */
export function eachWord(text: string, found: (key: string, at: number, end: number) => void): void {
  let at = 0
  let labelStart = 0
  let labelEnd = -1
  for (let index = 0; index < text.length; ) {
    const code = codeAt(text, index)
    const kind = classOf(code)
    if (kind === SEPARATOR || kind === MARK) {
      index += widthOf(code)
      continue
    }
    const first = index + widthOf(code)
    const end = kind === LETTER ? endOfWord(text, first) : kind === IDEOGRAPH ? endOfRun(text, first, (k) => k === MARK) : first
    if (kind !== EMOJI && index >= labelEnd) {
      const sign = signBefore(text, index)
      if (sign !== 0) {
        labelStart = index - 1
        labelEnd = endOfLabel(text, index, sign)
      }
    }
    found(text.slice(index, end), at, end)
    if (end === labelEnd) found(text.slice(labelStart, labelEnd), at, end)
    at += 1
    index = end
  }
}

/** The words of a text, for tests and for short texts such as a query's terms. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = []
  eachWord(fold(text), (key, at, end) => words.push({ key, at, end }))
  return words
}
