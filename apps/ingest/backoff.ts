export type Backoff = {
  /** Milliseconds to wait before the next attempt; grows with every call. */
  next: () => number
  /** The last attempt worked: start over. */
  reset: () => void
}

/**
 * Exponential backoff with jitter: between half and the whole of `firstMs * 2^n`, at most `mostMs`.
 * The jitter keeps many clients that lost the same server from coming back in step.
 */
export function createBackoff(firstMs: number, mostMs: number, random: () => number = Math.random): Backoff {
  let attempts = 0
  return {
    next: () => {
      const whole = Math.min(mostMs, firstMs * 2 ** Math.min(attempts, 30))
      attempts += 1
      return whole * (0.5 + random() / 2)
    },
    reset: () => {
      attempts = 0
    },
  }
}
