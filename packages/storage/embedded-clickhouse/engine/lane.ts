import { clickHouseError } from './clickhouse-error.ts'

/** Lets a fixed number of tasks run at once; the next ones wait in order, and beyond a limit they are refused. */
export type Lane<Slot> = {
  /** Waits for a free slot. @throws ClickHouseError TOO_MANY_SIMULTANEOUS_QUERIES, or the signal's reason when aborted. */
  take(signal: AbortSignal): Promise<Slot>
  give(slot: Slot): void
}

export function createLane<Slot>(slots: Slot[], maxWaiting: number): Lane<Slot> {
  const free = [...slots]
  const waiting: ((slot: Slot) => void)[] = []
  return {
    take: (signal) => {
      const slot = free.pop()
      if (slot !== undefined) return Promise.resolve(slot)
      if (waiting.length >= maxWaiting) {
        return Promise.reject(clickHouseError(202, 'TOO_MANY_SIMULTANEOUS_QUERIES', 'Too many simultaneous queries, try again later.'))
      }
      return new Promise((resolve, reject) => {
        const leave = () => {
          waiting.splice(waiting.indexOf(start), 1)
          reject(signal.reason as Error)
        }
        const start = (given: Slot) => {
          signal.removeEventListener('abort', leave)
          resolve(given)
        }
        waiting.push(start)
        signal.addEventListener('abort', leave, { once: true })
      })
    },
    give: (slot) => {
      const next = waiting.shift()
      if (next === undefined) free.push(slot)
      else next(slot)
    },
  }
}
