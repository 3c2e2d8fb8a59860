export type JsonError = { position: number; expected: string }

const SPACE = /[ \t\n\r]*/y
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

/**
 * Where a text stops being JSON (in characters, from 0). `JSON.parse` decides whether it is; its message leaves the
 * position out for most errors, and a person who sent 30 MB wants it.
 */
export function findJsonError(text: string): JsonError {
  const scanner = new Scanner(text)
  const open: string[] = []
  for (;;) {
    const expected = scanner.value(open) ?? closeAndContinue(scanner, open)
    if (expected !== null) return { position: scanner.at, expected }
  }
}

/** After a value: closes what closes here, then wants a comma and what follows it. */
function closeAndContinue(scanner: Scanner, open: string[]): string | null {
  if (scanner.opened) return null
  while (open.length > 0 && scanner.skipMark(open.at(-1) === '{' ? '}' : ']')) open.pop()
  const inside = open.at(-1)
  if (inside === undefined) {
    scanner.skipSpace()
    return 'the end of the text'
  }
  if (!scanner.skipMark(',')) return inside === '{' ? '"," or "}"' : '"," or "]"'
  return inside === '{' ? scanner.key() : null
}

/** Moves over one piece of JSON at a time; each method answers what it expected where it did not find it. */
class Scanner {
  readonly text: string
  at = 0
  /** True where the last value began a container that holds something. */
  opened = false

  constructor(text: string) {
    this.text = text
  }

  /** A whole scalar or empty container, or the beginning of a container with its first key. */
  value(open: string[]): string | null {
    this.opened = false
    if (this.skipMark('"')) return this.#restOfString()
    for (const [mark, end] of [
      ['{', '}'],
      ['[', ']'],
    ] as const) {
      if (!this.skipMark(mark)) continue
      if (this.skipMark(end)) return null
      open.push(mark)
      this.opened = true
      return mark === '{' ? this.key() : null
    }
    return this.#skip(SCALAR) ? null : 'a value'
  }

  key(): string | null {
    if (!this.skipMark('"')) return 'a field name in double quotes'
    return this.#restOfString() ?? (this.skipMark(':') ? null : '":"')
  }

  skipSpace(): void {
    this.#skip(SPACE)
  }

  skipMark(mark: string): boolean {
    this.skipSpace()
    if (this.text[this.at] !== mark) return false
    this.at += 1
    return true
  }

  #restOfString(): string | null {
    for (; this.at < this.text.length; this.at += 1) {
      const character = this.text[this.at] as string
      if (character === '"') {
        this.at += 1
        return null
      }
      if (character < ' ') return 'no control character in a string'
      if (character !== '\\') continue
      if (!this.#skip(ESCAPE)) return 'an escape such as \\n or \\u00e9'
      this.at -= 1
    }
    return 'the end of a string'
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at
    const length = pattern.exec(this.text)?.[0].length
    if (length === undefined) return false
    this.at += length
    return true
  }
}
