import { createHash } from 'node:crypto'

/** Longest name without its ending: file systems allow 255 bytes. */
const MAX_STEM = 200
/** What is left readable of a longer one. */
const READABLE = 120
/** Names that Windows keeps for devices, whatever their ending. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.)/

/**
 * The name of a comment's output: `<file>~<id>.json`. Both parts hold only a-z, 0-9, dot, dash and underscore; every
 * other byte of their UTF-8 is a lower-case percent escape, capitals too, so that no two names differ only by case.
 * A name that would be too long is cut and ends with `~~` and a hash. Different files or ids never share a name.
 */
export function outputName(file: string, id: string | number): string {
  const stem = `${escaped(file).replace(DEVICE, (name) => percent(name.charCodeAt(0)) + name.slice(1))}~${escaped(String(id))}`
  if (stem.length <= MAX_STEM) return `${stem}.json`
  // The whole stem tells file and id apart, since neither part holds the mark between them.
  const digest = createHash('sha256').update(stem).digest('hex').slice(0, 40)
  return `${stem.slice(0, READABLE)}~~${digest}.json`
}

function escaped(text: string): string {
  return text.replaceAll(/[^a-z0-9._-]/gu, (character) => bytesOf(character).map(percent).join(''))
}

function bytesOf(character: string): number[] {
  const code = character.codePointAt(0) ?? 0
  // Half of a surrogate pair has no UTF-8 and would become U+FFFD like any other: its number is written out as if it had.
  if (code >= 0xd800 && code <= 0xdfff) return [0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)]
  return [...Buffer.from(character)]
}

function percent(byte: number): string {
  return `%${byte.toString(16).padStart(2, '0')}`
}
