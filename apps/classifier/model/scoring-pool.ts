import { type BatchLimits, CPU_BATCHES } from './batches.ts'
import type { Encoded } from './encoded.ts'
import { ScoringWorker, WorkerDied } from './scoring-worker.ts'
import { LANES, type Lane, TurnQueue } from './turn-queue.ts'
import { workerInputs } from './worker-input.ts'
import type { WorkerSetup } from './worker-messages.ts'

/** A batch that failed so often is not tried again. */
const MAX_ATTEMPTS = 3

/** The model failed on a batch again and again, in new threads too. */
export class BatchFailed extends Error {
  override name = 'BatchFailed'
}

type Job = {
  batch: Encoded[]
  signal: AbortSignal
  attempts: number
  resolve: (probabilities: Float32Array) => void
  reject: (reason: unknown) => void
}

export type PoolEvents = {
  /** A batch was scored: how many texts, and how long its thread worked on it, in seconds. */
  scored?: (rows: number, seconds: number) => void
  /** A worker died; its successor is loaded and has scored nothing yet. */
  workerReplaced?: (error: Error) => void
  /** Where any device will do: one that was tried and can't be used. */
  deviceRefused?: (error: Error) => void
}

export type PoolOptions = {
  limits?: BatchLimits
  /** Environment of a GPU's processes; this one's where none is given. */
  environment?: NodeJS.ProcessEnv
}

/**
 * Scoring threads, or a GPU's processes, and the batches that wait for them. One that dies, or whose device fails, is
 * replaced and its batch scored again.
 */
export class ScoringPool {
  readonly #setup: WorkerSetup
  readonly #pads: readonly number[]
  readonly #events: PoolEvents
  readonly #options: PoolOptions
  readonly #queue = new TurnQueue<Job>()
  readonly #workers = new Set<ScoringWorker>()
  readonly #idle: ScoringWorker[] = []
  #roomWaiters: (() => void)[] = []
  #broken: unknown = null
  #closed = false
  #nextId = 0

  private constructor(setup: WorkerSetup, pads: readonly number[], events: PoolEvents, options: PoolOptions) {
    this.#setup = setup
    this.#pads = pads
    this.#events = events
    this.#options = options
  }

  /**
   * Starts `size` threads and waits until the model is loaded in all of them.
   * @param pads token with which each tokenizer's rows are filled up.
   * @throws UserError that names the graph that can't be used, or what the device lacks.
   */
  static async start(
    setup: WorkerSetup,
    pads: readonly number[],
    size: number,
    events: PoolEvents = {},
    options: PoolOptions = {},
  ): Promise<ScoringPool> {
    const pool = new ScoringPool(setup, pads, events, options)
    try {
      // The first thread alone shows what is wrong with a model, once.
      pool.#idle.push(await pool.#startWorker())
      pool.#idle.push(...(await Promise.all(Array.from({ length: size - 1 }, () => pool.#startWorker()))))
    } catch (error) {
      await pool.close()
      throw error
    }
    return pool
  }

  /** Batches that wait for a thread. */
  get waiting(): number {
    return LANES.reduce((sum, lane) => sum + this.#queue.waiting(lane), 0)
  }

  /**
   * Probabilities of a batch, row after row. Rejects with the signal's reason when that aborts.
   * @throws BatchFailed where it can't be scored, though others may be.
   */
  async score(batch: Encoded[], lane: Lane, signal: AbortSignal): Promise<Float32Array> {
    signal.throwIfAborted()
    if (this.#broken !== null) throw this.#broken
    return await new Promise<Float32Array>((resolve, reject) => {
      const job: Job = { batch, signal, attempts: 0, resolve, reject }
      const aborted = () => reject(signal.reason)
      signal.addEventListener('abort', aborted, { once: true })
      const settled = <T>(settle: (value: T) => void) => {
        return (value: T) => {
          signal.removeEventListener('abort', aborted)
          settle(value)
        }
      }
      job.resolve = settled(resolve)
      job.reject = settled(reject)
      this.#queue.push(lane, job)
      this.#dispatch()
    })
  }

  /** Resolves when a thread is free and no batch of the stream waits: the time to take more. */
  async room(): Promise<void> {
    while (!this.#hasRoom()) await new Promise<void>((resolve) => this.#roomWaiters.push(resolve))
    if (this.#broken !== null) throw this.#broken
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#break(new Error('the scoring threads are stopped'))
    await Promise.all([...this.#workers].map((worker) => worker.stop()))
  }

  /** Ends a thread whatever it has in hand; its successor does that work. */
  async endOne(): Promise<void> {
    const [worker] = this.#workers
    await worker?.stop()
  }

  #hasRoom(): boolean {
    return this.#broken !== null || (this.#idle.length > 0 && this.#queue.waiting('stream') === 0)
  }

  #dispatch(): void {
    while (this.#idle.length > 0) {
      const job = this.#queue.next()
      if (job === undefined) break
      if (job.signal.aborted) continue
      const worker = this.#idle.pop()
      if (worker !== undefined) void this.#work(worker, job)
    }
    if (!this.#hasRoom()) return
    const waiters = this.#roomWaiters
    this.#roomWaiters = []
    for (const resolve of waiters) resolve()
  }

  async #work(worker: ScoringWorker, job: Job): Promise<void> {
    const started = performance.now()
    job.attempts += 1
    this.#nextId += 1
    try {
      const inputs = workerInputs(job.batch, this.#pads, this.#options.limits ?? CPU_BATCHES)
      job.resolve(await worker.score({ type: 'score', id: this.#nextId, rows: job.batch.length, inputs }))
      this.#events.scored?.(job.batch.length, (performance.now() - started) / 1000)
      this.#idle.push(worker)
    } catch (error) {
      await this.#replace(worker, job, error as Error)
    }
    this.#dispatch()
  }

  async #replace(spent: ScoringWorker, job: Job, error: Error): Promise<void> {
    // A device that failed once, because it was lost or its memory was full, is only as good as new in a new worker.
    if (!(error instanceof WorkerDied)) await spent.stop()
    this.#workers.delete(spent)
    if (this.#closed) return job.reject(error)
    if (job.attempts < MAX_ATTEMPTS) this.#queue.pushFirst(job)
    else job.reject(new BatchFailed(error.message, { cause: error }))
    try {
      const successor = await this.#startWorker()
      // Told once it has read the graphs and before it scores: whoever must, can still check that those are the same.
      this.#events.workerReplaced?.(error)
      this.#idle.push(successor)
    } catch (reason) {
      // What loaded once is no mistake of the user's: a device that is lost, or files in change, may be there at the next start.
      this.#break(new Error(`${error.message}; and no other could take over: ${(reason as Error).message}`, { cause: reason }))
    }
  }

  async #startWorker(): Promise<ScoringWorker> {
    const worker = new ScoringWorker(this.#setup, this.#options.environment)
    this.#workers.add(worker)
    await worker.loaded()
    return worker
  }

  /** Nothing can be scored any more: everybody who waits is told why. */
  #break(reason: unknown): void {
    this.#broken ??= reason
    for (let job = this.#queue.next(); job !== undefined; job = this.#queue.next()) job.reject(this.#broken)
    this.#dispatch()
  }
}
