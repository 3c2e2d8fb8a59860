/** A pause that somebody else can end. A call of `wake` while nobody sleeps ends the next pause at once. */
export class Waker {
  #wake: (() => void) | null = null
  #called = false

  wake(): void {
    this.#called = true
    this.#wake?.()
  }

  /** Resolves after `ms`, when woken, or when the signal aborts. */
  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#called && !signal.aborted) {
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer)
          signal.removeEventListener('abort', done)
          resolve()
        }
        const timer = setTimeout(done, ms)
        signal.addEventListener('abort', done)
        this.#wake = done
      })
    }
    this.#wake = null
    this.#called = false
  }
}
