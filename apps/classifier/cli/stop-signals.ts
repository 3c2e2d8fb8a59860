const SIGNALS = ['SIGINT', 'SIGTERM', 'disconnect'] as const

/**
 * A signal that aborts on Ctrl-C, SIGTERM, or when the process that started this one is gone; a second Ctrl-C ends it as
 * ever. Dispose of it, or the process stays.
 */
export function stopSignals(): { signal: AbortSignal; [Symbol.dispose]: () => void } {
  const stop = new AbortController()
  const abort = () => {
    stop.abort()
    remove()
  }
  const remove = () => {
    for (const name of SIGNALS) process.off(name, abort)
  }
  for (const name of SIGNALS) process.on(name, abort)
  return { signal: stop.signal, [Symbol.dispose]: remove }
}
