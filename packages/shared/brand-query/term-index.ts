import type { FilterField } from './ast.ts'
import type { Occurrences } from './occurrences.ts'

type Prefix = { key: string; term: number }

/** Gives every distinct word, prefix and filter of all brands a number, and finds the numbers of what a text holds. */
export class TermIndex {
  readonly #words = new Map<string, number>()
  /** By their first two code units, which every prefix has. */
  readonly #prefixes = new Map<number, Prefix[]>()
  size = 0

  word(key: string): number {
    const known = this.#words.get(key)
    if (known !== undefined) return known
    this.#words.set(key, this.size)
    return this.size++
  }

  prefix(key: string): number {
    const group = this.#prefixes.get(beginning(key)) ?? []
    this.#prefixes.set(beginning(key), group)
    const known = group.find((prefix) => prefix.key === key)
    if (known !== undefined) return known.term
    group.push({ key, term: this.size })
    return this.size++
  }

  /** Words never hold a colon, so filters can live among them. */
  filter(field: FilterField, value: string): number {
    return this.word(`${field}:${value}`)
  }

  /** Notes which terms the word `key`, the `at`-th of a text, is. */
  note(key: string, at: number, found: Occurrences): void {
    const word = this.#words.get(key)
    if (word !== undefined) found.add(word, at)
    const group = this.#prefixes.get(beginning(key))
    if (group === undefined) return
    for (const prefix of group) if (key.startsWith(prefix.key)) found.add(prefix.term, at)
  }

  noteFilter(field: FilterField, value: string, found: Occurrences): void {
    const term = this.#words.get(`${field}:${value}`)
    if (term !== undefined) found.add(term, 0)
  }
}

const beginning = (key: string) => key.charCodeAt(0) * 0x10000 + (key.charCodeAt(1) || 0)
