type Waiting<T> = { item: T; done: () => void; failed: (error: unknown) => void }

/**
 * Hands items to `send` in order, one call at a time; what comes while one is under way goes together into the next.
 * Nothing is kept that its caller does not wait for.
 */
export class CoalescingQueue<T> {
  readonly #send: (items: T[]) => Promise<void>
  readonly #sizeOf: (item: T) => number
  readonly #limit: number
  readonly #waiting: Waiting<T>[] = []
  #sending = false

  /** @param limit how much goes together at most, as `sizeOf` counts it; a bigger item goes alone. */
  constructor(limit: number, sizeOf: (item: T) => number, send: (items: T[]) => Promise<void>) {
    this.#limit = limit
    this.#sizeOf = sizeOf
    this.#send = send
  }

  /** Resolves when the item was sent, rejects with what `send` threw. */
  async add(item: T): Promise<void> {
    await new Promise<void>((done, failed) => {
      this.#waiting.push({ item, done, failed })
      if (!this.#sending) void this.#sendAll()
    })
  }

  async #sendAll(): Promise<void> {
    this.#sending = true
    // What is added in the same turn of the event loop goes together, too.
    await Promise.resolve()
    for (let together = this.#next(); together.length > 0; together = this.#next()) {
      try {
        await this.#send(together.map(({ item }) => item))
        for (const { done } of together) done()
      } catch (error) {
        for (const { failed } of together) failed(error)
      }
    }
    this.#sending = false
  }

  #next(): Waiting<T>[] {
    let size = 0
    const count = this.#waiting.findIndex(({ item }, index) => {
      size += this.#sizeOf(item)
      return index > 0 && size > this.#limit
    })
    return this.#waiting.splice(0, count === -1 ? this.#waiting.length : count)
  }
}
