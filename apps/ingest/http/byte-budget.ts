export type ByteBudget = {
  /** False where the bytes would exceed what all requests together may hold. */
  take: (bytes: number) => boolean
  giveBack: (bytes: number) => void
}

/** Bounds what requests hold in memory together, however many there are. */
export function createByteBudget(total: number): ByteBudget {
  let held = 0
  return {
    take: (bytes) => {
      if (held + bytes > total) return false
      held += bytes
      return true
    },
    giveBack: (bytes) => {
      held -= bytes
    },
  }
}
