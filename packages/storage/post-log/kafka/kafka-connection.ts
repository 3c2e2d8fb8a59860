import type { Logger } from '@groundswell/runtime/logger.ts'
import { pause } from '@groundswell/runtime/pause.ts'
import { isFatal, isPlainAnswer } from './kafka-errors.ts'
import type { Cluster } from './kafkajs-internals.ts'

const MAX_BACKOFF_MS = 2_000

/**
 * Connections that are thrown away and made again after any trouble: fresh metadata, fresh coordinator, and nothing
 * that could hang. Requests of one connection are answered one after the other, so what waits long (a fetch at the
 * end of a partition) has one of its own.
 */
export class KafkaConnection {
  readonly #create: () => Cluster
  readonly #logger: Logger
  #current: { cluster: Cluster; connected: Promise<void> } | null = null
  #closed = false

  constructor(create: () => Cluster, logger: Logger) {
    this.#create = create
    this.#logger = logger
  }

  /** Does `work` with a connected cluster; gives up, and the connection with it, after `withinMs`. */
  async use<T>(withinMs: number, work: (cluster: Cluster) => Promise<T>): Promise<T> {
    if (this.#closed) throw new Error('the connection to Kafka is closed')
    const current = this.#current ?? this.#connect()
    try {
      return await withDeadline(
        withinMs,
        current.connected.then(() => work(current.cluster)),
      )
    } catch (error) {
      if (!isPlainAnswer(error)) this.#drop(current.cluster)
      throw error
    }
  }

  /** The same, again and again until it succeeds, the error is one that time does not heal, or the signal aborts. */
  async useUntilItWorks<T>(withinMs: number, signal: AbortSignal, work: (cluster: Cluster) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.use(withinMs, work)
      } catch (error) {
        if (isFatal(error) || signal.aborted || this.#closed) throw error
        this.#logger.warn({ reason: (error as Error).message, attempt }, 'Kafka did not answer, trying again')
        await backOff(attempt, signal)
      }
    }
  }

  /** Drops the connections; the next use makes new ones. */
  reset(): void {
    if (this.#current !== null) this.#drop(this.#current.cluster)
  }

  close(): void {
    this.#closed = true
    this.reset()
  }

  #connect() {
    const cluster = this.#create()
    this.#current = { cluster, connected: cluster.connect() }
    return this.#current
  }

  #drop(cluster: Cluster): void {
    if (this.#current?.cluster === cluster) this.#current = null
    cluster.disconnect().catch((error: unknown) => this.#logger.debug({ err: error }, 'could not disconnect from Kafka'))
  }
}

/** Waits longer with each attempt, up to 2 s, and not at all once the signal aborts. */
export async function backOff(attempt: number, signal: AbortSignal): Promise<void> {
  const waitMs = Math.min(100 * 2 ** attempt, MAX_BACKOFF_MS) * (0.75 + Math.random() / 2)
  await pause(waitMs, signal)
}

async function withDeadline<T>(withinMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Kafka did not answer within ${withinMs} ms`)), withinMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
    // After the deadline its outcome interests nobody.
    work.catch(() => undefined)
  }
}
