/** What the sources said last of each post, and how often which kind of thing happened: what the store must come to. */
export type Expected = { text: string; author: string; brands: string[] }

export const BRANDS = [
  { id: 'red', name: 'Red', query: 'crimson' },
  { id: 'blue', name: 'Blue', query: 'azure' },
]

const WORDS = ['crimson', 'azure', 'crimson azure', 'plain']
const SENTENCES = [
  'I really love how this turned out, thank you all so much for the',
  'This is the worst thing that happened to me all year, what a terrible',
  'Can somebody please explain to me why we still talk about that',
  'So proud and happy about our little team and the wonderful',
]

/** A text that differs for every number, with or without the words the brands watch. */
export function textOf(number: number): string {
  return `${SENTENCES[number % SENTENCES.length]} ${WORDS[(number >> 2) % WORDS.length]} number ${number}`
}

export function brandsOf(text: string): string[] {
  return BRANDS.filter((brand) => text.includes(brand.query))
    .map((brand) => brand.id)
    .sort()
}

export class Ledger {
  readonly live = new Map<string, Expected>()
  stored = 0
  deleted = 0
  edited = 0
  /**
   * Deletes and edits of posts whose account was deleted. With several partitions the account's delete may overtake
   * them; then the post is refused as older, and counts as repeated instead.
   */
  readonly overtakable = { deleted: 0, edited: 0 }
  readonly #byAuthor = new Map<string, { deleted: number; edited: number }>()

  create(key: string, text: string, author: string): void {
    this.live.set(key, { text, author, brands: brandsOf(text) })
    this.stored++
  }

  edit(key: string, text: string): void {
    const known = this.#known(key)
    this.live.set(key, { ...known, text, brands: brandsOf(text) })
    this.edited++
    this.#historyOf(known.author).edited++
  }

  delete(key: string): void {
    this.#historyOf(this.#known(key).author).deleted++
    this.live.delete(key)
    this.stored--
    this.deleted++
  }

  deleteAccount(author: string): void {
    for (const [key, post] of this.live) if (post.author === author) this.delete(key)
    const { deleted, edited } = this.#historyOf(author)
    this.overtakable.deleted += deleted
    this.overtakable.edited += edited
  }

  #known(key: string): Expected {
    const known = this.live.get(key)
    if (known === undefined) throw new Error(`${key} is not live`)
    return known
  }

  #historyOf(author: string): { deleted: number; edited: number } {
    const history = this.#byAuthor.get(author) ?? { deleted: 0, edited: 0 }
    this.#byAuthor.set(author, history)
    return history
  }
}
