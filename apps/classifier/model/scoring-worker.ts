import { Worker } from 'node:worker_threads'
import { modelError } from './model-file.ts'
import type { ScoreRequest, WorkerMessage, WorkerRequest, WorkerSetup } from './worker-messages.ts'

/** The thread ended with work in hand; the same work may succeed in its successor. */
export class WorkerDied extends Error {
  override name = 'WorkerDied'
}

/** One thread that holds every member and scores a batch at a time, so that no run of a model blocks this process. */
export class ScoringWorker {
  readonly #worker: Worker
  readonly #ended: Promise<never>
  #answer: ((message: WorkerMessage) => void) | null = null

  constructor(setup: WorkerSetup) {
    this.#worker = new Worker(new URL('./score-worker.ts', import.meta.url), { workerData: setup })
    this.#worker.on('message', (message: WorkerMessage) => this.#answer?.(message))
    this.#ended = new Promise((_, reject) => {
      this.#worker.on('error', (error) => reject(new WorkerDied(`scoring thread failed: ${error.message}`)))
      this.#worker.on('exit', (code) => reject(new WorkerDied(`scoring thread ended with code ${code}`)))
    })
    // Whoever waits for an answer hears of the end; nobody waits between batches.
    this.#ended.catch(() => undefined)
  }

  /**
   * Resolves once the model is loaded and has answered a trial.
   * @throws UserError that names the graph that can't be used.
   */
  async loaded(): Promise<void> {
    const message = await this.#next()
    if (message.type === 'refused') throw modelError(message.graph, '', `can't be used: ${message.message}`)
  }

  /** @throws WorkerDied if the thread ends before it answers; Error if the model fails. */
  async score(request: ScoreRequest): Promise<Float32Array> {
    const buffers = request.inputs.flatMap(({ ids, mask }) => [ids.buffer as ArrayBuffer, mask.buffer as ArrayBuffer])
    const answered = this.#next()
    this.#worker.postMessage(request, buffers)
    const message = await answered
    if (message.type === 'scored') return message.probabilities
    throw new Error(message.type === 'failed' ? message.message : `unexpected answer ${message.type}`)
  }

  /** Ends the thread between two runs of the model: one that is ended inside of a run takes the whole process with it. */
  async stop(): Promise<void> {
    this.#worker.postMessage({ type: 'stop' } satisfies WorkerRequest)
    await this.#ended.catch(() => undefined)
  }

  #next(): Promise<WorkerMessage> {
    const message = new Promise<WorkerMessage>((resolve) => {
      this.#answer = resolve
    })
    return Promise.race([message, this.#ended])
  }
}
