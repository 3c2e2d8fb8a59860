import { createRequire } from 'node:module'

type RequestQueue = {
  pending: unknown[]
  throttledUntil: number
  throttleCheckTimeoutId: NodeJS.Timeout | null
  checkPendingRequests(): void
}

const RETRY_AFTER_MS = 10

/*
 * Imported for its effect. kafkajs 2.2.4 schedules its check for waiting requests again and again with a negative delay,
 * also when none waits: a timer every millisecond and connection for as long as it lives, and a warning from Node.
 */
const queue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue').prototype as {
  scheduleCheckPendingRequests(this: RequestQueue): void
}
queue.scheduleCheckPendingRequests = function scheduleOnlyWhenNeeded() {
  if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return
  const checkAgain = () => {
    this.throttleCheckTimeoutId = null
    this.checkPendingRequests()
  }
  this.throttleCheckTimeoutId = setTimeout(checkAgain, Math.max(this.throttledUntil - Date.now(), RETRY_AFTER_MS))
}
