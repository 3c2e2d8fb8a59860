import { setTimeout as sleep } from 'node:timers/promises'
import { aborted, pause } from '@groundswell/runtime/pause.ts'
import type { Topic } from '@groundswell/shared/topics.ts'
import { type Claim, ClaimLost } from '../post-log.ts'
import { fetchCommitted } from './committed-offsets.ts'
import { Generation } from './generation.ts'
import { type Assignment, GroupMembership, SESSION_TIMEOUT_MS } from './group-membership.ts'
import { KafkaClaim } from './kafka-claim.ts'
import type { KafkaClient } from './kafka-client.ts'
import { backOff, type KafkaConnection } from './kafka-connection.ts'
import { errorType, isFatal, isGenerationOver } from './kafka-errors.ts'
import { fetchRanges } from './partition-reader.ts'

const HEARTBEAT_EVERY_MS = 1_000
/** What handlers get to finish their work in a rebalance; the others wait for us up to the rebalance timeout (20 s). */
const FINISH_WITHIN_MS = 15_000
const ANSWER_MS = 10_000
const LEAVE_WITHIN_MS = 1_000

/**
 * A member of a consumer group: joins, keeps the generation alive while the handlers of its partitions work, lets them
 * finish when it ends, joins again. A handler of a partition begins only after its previous one has ended.
 */
export class KafkaConsumer {
  readonly #client: KafkaClient
  readonly #membership: GroupMembership
  readonly #stop: AbortSignal
  readonly #handle: (claim: Claim) => Promise<void>
  readonly #offsets: KafkaConnection
  readonly #readers = new Map<number, KafkaConnection>()
  readonly #running = new Map<number, Promise<void>>()
  #failure: { error: unknown } | null = null

  constructor(client: KafkaClient, topic: Topic, group: string, stop: AbortSignal, handle: (claim: Claim) => Promise<void>) {
    this.#client = client
    this.#membership = new GroupMembership(client, client.groupId(topic, group), client.topicName(topic))
    this.#stop = stop
    this.#handle = handle
    this.#offsets = client.connection()
  }

  async run(): Promise<void> {
    try {
      while (!this.#stop.aborted && this.#failure === null) {
        const generation = await this.#join()
        if (generation !== null) await this.#serve(generation)
      }
    } finally {
      await Promise.all(this.#running.values())
      await this.#leave()
      for (const connection of [this.#offsets, ...this.#readers.values()]) connection.close()
      this.#membership.close()
    }
    if (this.#failure !== null) throw this.#failure.error
  }

  /** Null when it has to stop. */
  async #join(): Promise<Generation | null> {
    const stopped = aborted(this.#stop)
    for (let attempt = 0; !this.#stop.aborted; attempt++) {
      try {
        const sentAt = performance.now()
        const joining = this.#membership.join()
        joining.catch(() => undefined)
        const assignment = await Promise.race([joining, stopped.then(() => null)])
        if (assignment === null) {
          this.#membership.interrupt()
          return null
        }
        this.#logAssignment(assignment)
        // The coordinator waits for all members: the session starts with its answer, so half of the time since we asked is safe.
        return new Generation(assignment, Math.max(sentAt, performance.now() - SESSION_TIMEOUT_MS / 4))
      } catch (error) {
        if (isFatal(error)) throw error
        if (!isGenerationOver(error))
          this.#client.logger.warn({ reason: (error as Error).message, attempt }, 'could not join the group yet')
        await backOff(isGenerationOver(error) ? 0 : attempt, this.#stop)
      }
    }
    return null
  }

  /** Heartbeats until the generation is over: lost, or ended and all handlers done. */
  async #serve(generation: Generation): Promise<void> {
    const end = () => generation.end('the consumer stops')
    this.#stop.addEventListener('abort', end, { once: true })
    if (this.#stop.aborted) end()
    const finished = new AbortController()
    const handlers = generation.assignment.partitions.map((partition) => this.#run(generation, partition))
    void Promise.all(handlers).then(() => finished.abort())
    const over = AbortSignal.any([finished.signal, generation.lost])
    let endedAt = Number.POSITIVE_INFINITY

    while (!generation.lost.aborted && !(generation.ending.aborted && finished.signal.aborted)) {
      await this.#beat(generation)
      if (generation.ending.aborted) endedAt = Math.min(endedAt, performance.now())
      if (performance.now() - endedAt > FINISH_WITHIN_MS) generation.lose('a handler did not finish in time')
      await pause(HEARTBEAT_EVERY_MS, generation.ending.aborted ? over : generation.ending)
    }
    generation.lose('the group rebalances')
    this.#stop.removeEventListener('abort', end)
  }

  async #beat(generation: Generation): Promise<void> {
    const sentAt = performance.now()
    try {
      await this.#membership.heartbeat(generation.assignment)
      generation.confirm(sentAt)
    } catch (error) {
      if (errorType(error) === 'REBALANCE_IN_PROGRESS') {
        // Still ours until we join again or the coordinator's patience ends.
        generation.confirm(sentAt)
        generation.end('the group rebalances')
      } else if (isGenerationOver(error)) generation.lose(`heartbeat refused: ${errorType(error)}`)
      else if (isFatal(error)) this.#fail(generation, error)
      else this.#client.logger.warn({ reason: (error as Error).message }, 'no answer to a heartbeat')
      if (generation.age() > SESSION_TIMEOUT_MS) generation.lose('no heartbeat within the session timeout')
    }
  }

  /** Runs handlers of one partition, one after the other, until the generation ends. Never rejects. */
  async #run(generation: Generation, partition: number): Promise<void> {
    const previous = this.#running.get(partition)
    const work = (async () => {
      await previous
      while (!generation.ending.aborted) {
        const claim = await this.#claim(generation, partition)
        if (claim === null) return
        try {
          await this.#handle(claim)
          await aborted(generation.ending)
        } catch (error) {
          if (!(error instanceof ClaimLost)) throw error
          // It gave up by itself (a late heartbeat): what it sees may be better in a moment.
          await backOff(0, generation.ending)
        } finally {
          claim.end()
        }
      }
    })().catch((error: unknown) => this.#fail(generation, error))
    this.#running.set(partition, work)
    await work
  }

  /** Null when the generation ends before it is known where to begin. */
  async #claim(generation: Generation, partition: number): Promise<KafkaClaim | null> {
    const { groupId, topic } = this.#membership
    try {
      return await this.#offsets.useUntilItWorks(ANSWER_MS, generation.ending, async (cluster) => {
        const committed = (await fetchCommitted(cluster, groupId, topic)).get(partition) ?? null
        const position = committed?.offset ?? (await fetchRanges(cluster, topic)).find((range) => range.partition === partition)?.start ?? 0
        const { logger } = this.#client
        const connection = this.#reader(partition)
        return new KafkaClaim({ membership: this.#membership, generation, connection, partition, committed, position, logger })
      })
    } catch (error) {
      if (generation.ending.aborted) return null
      throw error
    }
  }

  #reader(partition: number): KafkaConnection {
    const reader = this.#readers.get(partition) ?? this.#client.connection()
    this.#readers.set(partition, reader)
    return reader
  }

  #fail(generation: Generation, error: unknown): void {
    this.#failure ??= { error }
    generation.end('the consumer failed')
  }

  async #leave(): Promise<void> {
    const leaving = this.#membership.leave().catch((error: unknown) => {
      this.#client.logger.warn({ reason: (error as Error).message }, 'could not leave the group, it will notice')
    })
    await Promise.race([leaving, sleep(LEAVE_WITHIN_MS)])
  }

  #logAssignment({ generationId, partitions }: Assignment): void {
    this.#client.logger.info({ group: this.#membership.groupId, generation: generationId, partitions }, 'joined the group')
  }
}
