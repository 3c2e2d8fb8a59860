import { type ChildProcess, spawn } from 'node:child_process'
import { setPriority } from 'node:os'
import type { Logger } from '@groundswell/runtime/logger.ts'

/** A part stops by itself within 2 s; past this it hangs. */
const KILL_AFTER_MS = 3_000
const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 1_500
/** A part that ran this long was healthy: its next restart comes at once again. */
const HEALTHY_AFTER_MS = 10_000

export type PartSpec = {
  name: string
  /** Below the repository root; its path tells which part a process is. */
  file: string
  env: NodeJS.ProcessEnv
  /** Unix niceness; higher yields to the other parts. */
  niceness?: number
}

/** One part as a child process, started again whenever it dies. */
export class SupervisedPart {
  readonly name: string
  readonly #spec: PartSpec
  readonly #logger: Logger
  readonly #cwd: string
  #child: ChildProcess | null = null
  #stopping = false
  #pause = FIRST_PAUSE_MS
  #whenReady = Promise.withResolvers<void>()
  /** Rejects when the part refuses its configuration (exit code 2): starting it again would not help. */
  readonly refused = Promise.withResolvers<never>()

  constructor(spec: PartSpec, cwd: string, logger: Logger) {
    this.name = spec.name
    this.#spec = spec
    this.#cwd = cwd
    this.#logger = logger
    this.refused.promise.catch(() => undefined)
  }

  /** Starts the part; resolves when it serves for the first time. */
  start(): Promise<void> {
    this.#spawn()
    return Promise.race([this.#whenReady.promise, this.refused.promise])
  }

  #spawn(): void {
    const startedAt = Date.now()
    const child = spawn(process.execPath, [this.#spec.file], {
      cwd: this.#cwd,
      env: this.#spec.env,
      // stdout is the supervisor's own: what libraries print there goes to stderr.
      stdio: ['ignore', 2, 2, 'ipc'],
    })
    this.#child = child
    if (this.#spec.niceness !== undefined && child.pid !== undefined) setPriority(child.pid, this.#spec.niceness)
    child.on('message', () => this.#whenReady.resolve())
    child.on('error', (error) => this.#logger.error({ err: error, part: this.name }, 'part could not be started'))
    child.on('exit', (code, signal) => {
      this.#child = null
      if (this.#stopping) return
      if (code === 2) {
        this.refused.reject(new PartRefused(this.name))
        return
      }
      if (Date.now() - startedAt > HEALTHY_AFTER_MS) this.#pause = FIRST_PAUSE_MS
      this.#logger.warn({ part: this.name, code, signal, againInMs: this.#pause }, 'part ended; starting it again')
      setTimeout(() => {
        if (!this.#stopping) this.#spawn()
      }, this.#pause)
      this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS)
    })
  }

  /** Ends the part and waits until it is gone. */
  async stop(): Promise<void> {
    this.#stopping = true
    const child = this.#child
    if (child === null) return
    const gone = new Promise<void>((resolve) => child.on('exit', () => resolve()))
    const hang = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS)
    child.kill('SIGTERM')
    await gone
    clearTimeout(hang)
  }
}

/** The part has already said on stderr what is wrong with its configuration. */
export class PartRefused extends Error {
  constructor(name: string) {
    super(`${name} refused to start`)
    this.name = 'PartRefused'
  }
}
