import { closeSync, type FSWatcher, mkdirSync, openSync, watch, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from '@groundswell/runtime/logger.ts'
import { TOPICS, type Topic } from '@groundswell/shared/topics.ts'

/** How long a waiter trusts that an event would have come; file systems without events are read this often. */
const POLL_MS = 250

/** Tells the processes that share a log about changes of a topic: each change touches a small file that all watch. */
export class Notifier {
  readonly #files = new Map<string, number>()
  readonly #versions = new Map<string, number>()
  readonly #waiting = new Set<() => void>()
  readonly #watcher: FSWatcher | null

  constructor(directory: string, logger: Logger) {
    mkdirSync(directory, { recursive: true })
    for (const topic of TOPICS) this.#files.set(topic, openSync(join(directory, topic), 'a+'))
    this.#watcher = startWatching(directory, logger, (name) => this.#changed(name))
  }

  /** A number that changes whenever the topic may have changed; read it before looking, then wait with it. */
  version(topic: Topic): number {
    return this.#versions.get(topic) ?? 0
  }

  touch(topic: Topic): void {
    this.#changed(topic)
    const file = this.#files.get(topic)
    if (file !== undefined) writeSync(file, '.', 0)
  }

  /** Resolves when the topic may have changed since `version`, after `waitMs`, or when the signal aborts. */
  async changedSince(topic: Topic, version: number, waitMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.version(topic) !== version) return
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        this.#waiting.delete(wake)
        resolve()
      }
      const wake = () => {
        if (this.version(topic) !== version) done()
      }
      const timer = setTimeout(done, Math.min(waitMs, POLL_MS))
      signal.addEventListener('abort', done, { once: true })
      this.#waiting.add(wake)
    })
  }

  close(): void {
    this.#watcher?.close()
    for (const file of this.#files.values()) closeSync(file)
    this.#files.clear()
  }

  #changed(topic: string): void {
    this.#versions.set(topic, (this.#versions.get(topic) ?? 0) + 1)
    for (const wake of [...this.#waiting]) wake()
  }
}

function startWatching(directory: string, logger: Logger, changed: (name: string) => void): FSWatcher | null {
  const pollInstead = (error: unknown) => logger.warn({ err: error, pollMs: POLL_MS }, 'cannot watch the log for changes, polling it')
  try {
    const watcher = watch(directory, { persistent: false }, (_event, name) => {
      if (name !== null) changed(name)
    })
    watcher.on('error', pollInstead)
    return watcher
  } catch (error) {
    pollInstead(error)
    return null
  }
}
