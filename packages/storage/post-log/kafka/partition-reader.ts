import type { LogRecord } from '../post-log.ts'
import type { Cluster } from './kafkajs-internals.ts'
import { visibleBatch } from './kafkajs-internals.ts'

const FETCH_BYTES = 1024 * 1024
const READ_COMMITTED = 1

/** What a fetch gave, and where to go on: further than the last record where only invisible ones follow. */
export type Fetched = { records: LogRecord[]; next: number }

/** Fetches from the leader of a partition, waiting there up to `waitMs` for a first record. */
export async function fetchPartition(cluster: Cluster, topic: string, partition: number, offset: number, waitMs: number): Promise<Fetched> {
  await cluster.addTargetTopic(topic)
  const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]))
  if (nodeId === undefined) throw new Error(`partition ${partition} of ${topic} has no leader`)
  const broker = await cluster.findBroker({ nodeId })
  const { responses } = await broker.fetch({
    maxWaitTime: Math.round(waitMs),
    minBytes: 1,
    maxBytes: FETCH_BYTES,
    isolationLevel: READ_COMMITTED,
    topics: [{ topic, partitions: [{ partition, fetchOffset: String(offset), maxBytes: FETCH_BYTES }] }],
  })
  const fetched = responses[0]?.partitions[0]
  if (fetched === undefined) return { records: [], next: offset }
  const batch = visibleBatch(topic, offset, fetched)
  return {
    records: batch.messages.map((message) => ({
      partition,
      offset: Number(message.offset),
      appendedAt: Number(message.timestamp),
      key: message.key?.toString() ?? null,
      value: message.value ?? Buffer.alloc(0),
    })),
    next: batch.rawMessages.length === 0 ? offset : Number(batch.lastOffset()) + 1,
  }
}

/** First kept offset and next offset of every partition. */
export async function fetchRanges(cluster: Cluster, topic: string) {
  await cluster.addTargetTopic(topic)
  const partitions = cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => ({ partition: partitionId }))
  const [starts, ends] = await Promise.all(
    [true, false].map(async (fromBeginning) => {
      const [found] = await cluster.fetchTopicsOffset([{ topic, partitions, fromBeginning }])
      return new Map(found?.partitions.map(({ partition, offset }) => [partition, Number(offset)]))
    }),
  )
  return partitions
    .map(({ partition }) => ({ partition, start: starts?.get(partition) ?? 0, end: ends?.get(partition) ?? 0 }))
    .toSorted((a, b) => a.partition - b.partition)
}
