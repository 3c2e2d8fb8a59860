import type { Topic } from '@groundswell/shared/topics.ts'
import { CompressionTypes, Partitioners, type Producer } from 'kafkajs'
import type { AppendRecord } from '../post-log.ts'
import type { KafkaClient } from './kafka-client.ts'
import { backOff } from './kafka-connection.ts'
import { errorType, isFatal } from './kafka-errors.ts'
import { murmur2 } from './murmur2.ts'
import { PartitionQueue, type QueuedRecord } from './partition-queue.ts'

/** The broker forgot this producer or lost track of its sequence: only a new one can go on. */
const PRODUCER_IS_OVER = new Set([
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'DUPLICATE_SEQUENCE_NUMBER',
  'UNKNOWN_PRODUCER_ID',
  'INVALID_PRODUCER_EPOCH',
  'INVALID_PRODUCER_ID_MAPPING',
])

/** Appends with an idempotent producer, every partition on its own: in order, acknowledged by all replicas, retried until closed. */
export class KafkaAppender {
  readonly #client: KafkaClient
  readonly #partitionCount: (topic: Topic) => Promise<number>
  readonly #closing = new AbortController()
  readonly #queues = new Map<string, PartitionQueue>()
  #producer: Promise<Producer> | null = null

  constructor(client: KafkaClient, partitionCount: (topic: Topic) => Promise<number>) {
    this.#client = client
    this.#partitionCount = partitionCount
  }

  async append(topic: Topic, records: AppendRecord[]): Promise<void> {
    if (records.length === 0) return
    const count = await this.#partitionCount(topic)
    const parts = new Map<number, QueuedRecord[]>()
    for (const { key, value, partition = murmur2(key) % count } of records) {
      if (partition < 0 || partition >= count) throw new RangeError(`topic ${topic} has ${count} partitions, there is no ${partition}`)
      const part = parts.get(partition)
      if (part === undefined) parts.set(partition, [{ key, value }])
      else part.push({ key, value })
    }
    await Promise.all([...parts].map(([partition, part]) => this.#queue(topic, partition).append(part)))
  }

  async close(): Promise<void> {
    this.#closing.abort()
    const producer = await this.#producer?.catch(() => null)
    await producer?.disconnect()
  }

  #queue(topic: Topic, partition: number): PartitionQueue {
    const name = `${topic}/${partition}`
    const known = this.#queues.get(name)
    if (known !== undefined) return known
    const queue = new PartitionQueue((records) => this.#sendUntilAcknowledged(this.#client.topicName(topic), partition, records))
    this.#queues.set(name, queue)
    return queue
  }

  async #sendUntilAcknowledged(topic: string, partition: number, records: QueuedRecord[]): Promise<void> {
    const messages = records.map((record) => ({ ...record, partition }))
    for (let attempt = 0; ; attempt++) {
      if (this.#closing.signal.aborted) throw new Error('the log was closed before the records were acknowledged')
      const connecting = this.#producer ?? this.#connect()
      this.#producer = connecting
      try {
        const producer = await connecting
        // One topic and one partition a request: kafkajs loses records when leaders move between the retries of a wider one.
        await producer.send({ topic, messages, acks: -1, compression: CompressionTypes.GZIP })
        return
      } catch (error) {
        if (isFatal(error)) throw error
        this.#client.logger.warn(
          { topic, partition, attempt, reason: (error as Error).message },
          'Kafka did not take records, trying again',
        )
        if (PRODUCER_IS_OVER.has(errorType(error) ?? '')) await this.#replace(connecting)
        await backOff(attempt, this.#closing.signal)
      }
    }
  }

  async #connect(): Promise<Producer> {
    const producer = this.#client.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { retries: 3 },
    })
    try {
      await producer.connect()
      return producer
    } catch (error) {
      this.#producer = null
      throw error
    }
  }

  /** What the old producer sent last may be there already: then it is there twice, which every reader copes with. */
  async #replace(old: Promise<Producer>): Promise<void> {
    if (this.#producer === old) this.#producer = null
    await (await old).disconnect()
  }
}
