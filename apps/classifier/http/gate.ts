import { UserError } from '@groundswell/shared/errors.ts'

/**
 * Bounds the work in hand: a call that would bring it over `limit` is answered 503, so that what waits cannot grow.
 * A call larger than the limit still runs when nothing else does.
 */
export function createGate(limit: number) {
  let inHand = 0
  return async function gate<T>(size: number, call: () => Promise<T>): Promise<T> {
    if (inHand > 0 && inHand + size > limit) {
      throw new UserError(503, 'busy', 'Too many predictions are being made at this moment; try again in a second.')
    }
    inHand += size
    try {
      return await call()
    } finally {
      inHand -= size
    }
  }
}
