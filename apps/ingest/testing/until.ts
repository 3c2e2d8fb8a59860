import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until the condition holds and answers what it found; asks every few ms, gives up after `withinMs`. */
export async function until<Found>(
  look: () => Found | Promise<Found>,
  withinMs = 20_000,
): Promise<Exclude<Found, false | null | undefined>> {
  const end = performance.now() + withinMs
  for (;;) {
    const found = await look()
    if (found !== false && found !== null && found !== undefined) return found as Exclude<Found, false | null | undefined>
    if (performance.now() > end) throw new Error(`not within ${withinMs} ms: ${look}`)
    await sleep(10)
  }
}
