const NOWHERE: readonly number[] = []

/** Where each term occurs in the post at hand; reused from post to post, so that matching allocates next to nothing. */
export class Occurrences {
  readonly #places: number[][]
  /** Terms that occur, each once. */
  readonly terms: number[] = []

  constructor(terms: number) {
    this.#places = Array.from({ length: terms }, () => [])
  }

  clear(): void {
    for (const term of this.terms) {
      const places = this.#places[term]
      if (places !== undefined) places.length = 0
    }
    this.terms.length = 0
  }

  add(term: number, at: number): void {
    const places = this.#places[term]
    if (places === undefined) return
    if (places.length === 0) this.terms.push(term)
    places.push(at)
  }

  has(term: number): boolean {
    return (this.#places[term]?.length ?? 0) > 0
  }

  /** Word numbers, ascending. */
  of(term: number): readonly number[] {
    return this.#places[term] ?? NOWHERE
  }
}
