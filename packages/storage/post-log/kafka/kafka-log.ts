import type { Logger } from '@groundswell/runtime/logger.ts'
import type { Config } from '@groundswell/shared/config.ts'
import type { Topic } from '@groundswell/shared/topics.ts'
import type { AppendRecord, Claim, Committed, LogRecord, PartitionRange, PostLog } from '../post-log.ts'
import { fetchCommitted } from './committed-offsets.ts'
import { readOrWriteEpoch } from './epoch.ts'
import { KafkaAppender } from './kafka-appender.ts'
import { createKafkaClient, type KafkaClient } from './kafka-client.ts'
import { backOff, type KafkaConnection } from './kafka-connection.ts'
import { KafkaConsumer } from './kafka-consumer.ts'
import { errorType, isFatal } from './kafka-errors.ts'
import type { Cluster } from './kafkajs-internals.ts'
import { fetchPartition, fetchRanges } from './partition-reader.ts'
import { createMissingTopics } from './topics.ts'

const OPEN_WITHIN_MS = 60_000
const ANSWER_MS = 5_000
const ATTEMPTS = 3

/** The log in a Kafka cluster. Creates the topics that are missing; waits up to a minute for a cluster that is not up yet. */
export async function openKafkaLog(config: Config, logger: Logger): Promise<PostLog> {
  const client = createKafkaClient(config, logger)
  const until = Date.now() + OPEN_WITHIN_MS
  for (let attempt = 0; ; attempt++) {
    const admin = client.kafka.admin({ retry: { retries: 1 } })
    try {
      await admin.connect()
      await createMissingTopics(admin, config, client.topicName, logger)
      break
    } catch (error) {
      if (isFatal(error) || Date.now() > until) throw error
      logger.warn({ brokers: config.KAFKA_BROKERS, reason: (error as Error).message }, 'Kafka is not ready, trying again')
      await backOff(attempt, new AbortController().signal)
    } finally {
      await admin.disconnect()
    }
  }
  return new KafkaLog(client)
}

class KafkaLog implements PostLog {
  readonly kind = 'kafka'
  readonly #client: KafkaClient
  readonly #connection: KafkaConnection
  readonly #appender: KafkaAppender
  readonly #closing = new AbortController()
  readonly #consumers = new Set<Promise<void>>()
  readonly #partitionCounts = new Map<Topic, number>()
  #epoch: string | null = null

  constructor(client: KafkaClient) {
    this.#client = client
    this.#connection = client.connection()
    this.#appender = new KafkaAppender(client, (topic) => this.#partitionCount(topic))
  }

  async epoch(): Promise<string> {
    this.#epoch ??= await readOrWriteEpoch(
      async () => (await this.read('settings', 0, 0, 1))[0],
      async (record) => await this.append('settings', [record]),
    )
    return this.#epoch
  }

  async append(topic: Topic, records: AppendRecord[]): Promise<void> {
    this.#assertOpen()
    await this.#appender.append(topic, records)
  }

  async read(topic: Topic, partition: number, offset: number, limit: number): Promise<LogRecord[]> {
    const name = this.#client.topicName(topic)
    let position = offset
    for (;;) {
      const from = position
      const fetched = await this.#ask(async (cluster) => {
        try {
          return await fetchPartition(cluster, name, partition, from, 0)
        } catch (error) {
          if (errorType(error) !== 'OFFSET_OUT_OF_RANGE') throw error
          const range = (await fetchRanges(cluster, name)).find((each) => each.partition === partition)
          return { records: [], next: range !== undefined && from < range.start ? range.start : from }
        }
      })
      if (fetched.records.length > 0 || fetched.next === position) return fetched.records.slice(0, limit)
      position = fetched.next
    }
  }

  async ranges(topic: Topic): Promise<PartitionRange[]> {
    return await this.#ask(async (cluster) => await fetchRanges(cluster, this.#client.topicName(topic)))
  }

  async committed(topic: Topic, group: string): Promise<Map<number, Committed>> {
    const groupId = this.#client.groupId(topic, group)
    return await this.#ask(async (cluster) => await fetchCommitted(cluster, groupId, this.#client.topicName(topic)))
  }

  async consume(topic: Topic, group: string, signal: AbortSignal, handle: (claim: Claim) => Promise<void>): Promise<void> {
    this.#assertOpen()
    const stop = AbortSignal.any([signal, this.#closing.signal])
    const consumer = new KafkaConsumer(this.#client, topic, group, stop, handle).run()
    this.#consumers.add(consumer)
    try {
      await consumer
    } finally {
      this.#consumers.delete(consumer)
    }
  }

  /** Kafka cannot overwrite records: their retention ends them. */
  async erase(): Promise<number> {
    return 0
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return
    this.#closing.abort()
    await Promise.allSettled(this.#consumers)
    await this.#appender.close()
    this.#connection.close()
  }

  /** Asks with a few attempts: a caller that only wants to know does not wait for ever. */
  async #ask<T>(work: (cluster: Cluster) => Promise<T>): Promise<T> {
    this.#assertOpen()
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#connection.use(ANSWER_MS, work)
      } catch (error) {
        if (isFatal(error) || attempt === ATTEMPTS || this.#closing.signal.aborted) throw error
        await backOff(attempt, this.#closing.signal)
      }
    }
  }

  /** Partitions are fixed at creation: were the count read again after a change, a key would change its partition. */
  async #partitionCount(topic: Topic): Promise<number> {
    const known = this.#partitionCounts.get(topic)
    if (known !== undefined) return known
    const count = await this.#connection.useUntilItWorks(ANSWER_MS, this.#closing.signal, async (cluster) => {
      const name = this.#client.topicName(topic)
      await cluster.addTargetTopic(name)
      return cluster.findTopicPartitionMetadata(name).length
    })
    this.#partitionCounts.set(topic, count)
    return count
  }

  #assertOpen(): void {
    if (this.#closing.signal.aborted) throw new Error('the log is closed')
  }
}
