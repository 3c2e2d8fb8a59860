import { setTimeout as delay } from 'node:timers/promises'

/**
 * Waits until `condition` gives something other than false, null or undefined, and returns that.
 * @throws Error with the last reason when it did not come true in time.
 */
export async function waitFor<T>(
  what: string,
  condition: () => Promise<T> | T,
  withinMs = 30_000,
): Promise<Exclude<T, false | null | undefined>> {
  const until = Date.now() + withinMs
  let reason = ''
  while (Date.now() < until) {
    try {
      const value = await condition()
      if (value !== false && value !== null && value !== undefined) return value as Exclude<T, false | null | undefined>
      reason = String(value)
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error)
    }
    await delay(50)
  }
  throw new Error(`waited ${withinMs} ms in vain for ${what}: ${reason}`)
}
