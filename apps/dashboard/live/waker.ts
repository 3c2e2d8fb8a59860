import { pause } from '@groundswell/runtime/pause.ts'

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
    if (!this.#called) {
      const woken = new AbortController()
      this.#wake = () => woken.abort()
      await pause(ms, AbortSignal.any([signal, woken.signal]))
    }
    this.#wake = null
    this.#called = false
  }
}
