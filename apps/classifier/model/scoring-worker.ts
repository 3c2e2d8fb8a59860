import { startHost, type WorkerHost } from './device/host.ts'
import { refusal } from './device/problem.ts'
import type { ScoreRequest, WorkerMessage, WorkerSetup } from './worker-messages.ts'

/** The worker ended with work in hand; the same work may succeed in its successor. */
export class WorkerDied extends Error {
  override name = 'WorkerDied'
}

/** One thread or process that holds every member and scores a batch at a time, so that no run of a model blocks this process. */
export class ScoringWorker {
  readonly #host: WorkerHost
  readonly #setup: WorkerSetup
  readonly #ended: Promise<never>
  #answer: ((message: WorkerMessage) => void) | null = null

  /** @param environment of a GPU's process; this one's where none is given. */
  constructor(setup: WorkerSetup, environment?: NodeJS.ProcessEnv) {
    this.#setup = setup
    this.#host = startHost(setup.provider, environment)
    this.#host.onMessage((message) => this.#answer?.(message))
    this.#ended = new Promise((_, reject) => {
      this.#host.onEnd((how) => reject(new WorkerDied(how)))
    })
    // Whoever waits for an answer hears of the end; nobody waits between batches.
    this.#ended.catch(() => undefined)
  }

  /**
   * Resolves once the model is loaded and has answered a trial.
   * @throws UserError that names the graph that can't be used, or what the device lacks.
   */
  async loaded(): Promise<void> {
    const { provider, members } = this.#setup
    const answered = this.#next()
    this.#host.post({ type: 'load', setup: this.#setup })
    const message = await answered.catch((died: WorkerDied) => {
      // A thread ends so only by a fault of ours; a GPU's process by its driver.
      if (provider === 'cpu') throw died
      throw refusal(provider, members[0]?.graph ?? '', died.message)
    })
    if (message.type === 'refused') throw refusal(provider, message.graph, message.message)
  }

  /** @throws WorkerDied if the worker ends before it answers; Error if the model or the device fails. */
  async score(request: ScoreRequest): Promise<Float32Array> {
    const buffers = request.inputs.flatMap(({ ids, mask }) => [ids.buffer as ArrayBuffer, mask.buffer as ArrayBuffer])
    const answered = this.#next()
    this.#host.post(request, buffers)
    const message = await answered
    if (message.type === 'scored') return message.probabilities
    throw new Error(message.type === 'failed' ? message.message : `unexpected answer ${message.type}`)
  }

  /** Ends the worker between two runs of the model: a thread that is ended inside of a run takes the whole process with it. */
  async stop(): Promise<void> {
    this.#host.post({ type: 'stop' })
    await this.#ended.catch(() => undefined)
  }

  #next(): Promise<WorkerMessage> {
    const message = new Promise<WorkerMessage>((resolve) => {
      this.#answer = resolve
    })
    return Promise.race([message, this.#ended])
  }
}
