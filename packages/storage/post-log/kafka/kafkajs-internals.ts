import { createRequire } from 'node:module'
import type { KafkaConfig } from 'kafkajs'
import './fix-kafkajs-timers.ts'

/*
 * kafkajs has no public way to read without a group, to send an offset commit with the generation it belongs to, or to
 * learn a generation at all (its own consumer commits with whatever generation it has by then, and drops commits
 * silently while it stops). So this adapter speaks the protocol through kafkajs' internal connections. The version is
 * pinned in package.json; these, and those of fix-kafkajs-timers.ts, are the only deep imports.
 */
const require = createRequire(import.meta.url)

/** What kafkajs decodes from a fetch; see kafkajs src/consumer/batch.js. */
export type FetchedMessage = { offset: string; timestamp: string; key: Buffer | null; value: Buffer | null }
export type FetchedBatch = { messages: FetchedMessage[]; rawMessages: FetchedMessage[]; lastOffset(): string }
type FetchedPartition = { partition: number; highWatermark: string; messages: FetchedMessage[] }

type TopicPartitions<P> = { topic: string; partitions: P[] }
type Member = { groupId: string; memberId: string; groupGenerationId: number }

/** The requests of kafkajs' src/broker/index.js that this adapter sends; each throws the error that the broker answers. */
export type Broker = {
  fetch(request: {
    maxWaitTime: number
    minBytes: number
    maxBytes: number
    isolationLevel: number
    topics: TopicPartitions<{ partition: number; fetchOffset: string; maxBytes: number }>[]
  }): Promise<{ responses: { topicName: string; partitions: FetchedPartition[] }[] }>
  joinGroup(request: {
    groupId: string
    memberId: string
    sessionTimeout: number
    rebalanceTimeout: number
    groupProtocols: { name: string; metadata: Buffer }[]
  }): Promise<{ generationId: number; memberId: string; leaderId: string; members: { memberId: string }[] }>
  syncGroup(request: {
    groupId: string
    memberId: string
    generationId: number
    groupAssignment: { memberId: string; memberAssignment: Buffer }[]
  }): Promise<{ memberAssignment: Buffer }>
  heartbeat(member: Member): Promise<unknown>
  leaveGroup(request: { groupId: string; memberId: string }): Promise<unknown>
  offsetCommit(request: Member & { topics: TopicPartitions<{ partition: number; offset: string; metadata: string }>[] }): Promise<unknown>
  offsetFetch(request: { groupId: string; topics: TopicPartitions<{ partition: number }>[] }): Promise<{
    responses: TopicPartitions<{ partition: number; offset: string; metadata: string | null }>[]
  }>
}

/** The parts of kafkajs' src/cluster/index.js that are used. */
export type Cluster = {
  connect(): Promise<void>
  disconnect(): Promise<void>
  addTargetTopic(topic: string): Promise<void>
  findTopicPartitionMetadata(topic: string): { partitionId: number }[]
  findLeaderForPartitions(topic: string, partitions: number[]): Record<string, number[]>
  findBroker(node: { nodeId: string }): Promise<Broker>
  findGroupCoordinator(group: { groupId: string }): Promise<Broker>
  fetchTopicsOffset(
    topics: (TopicPartitions<{ partition: number }> & { fromBeginning: boolean })[],
  ): Promise<TopicPartitions<{ partition: number; offset: string }>[]>
}

const READ_COMMITTED = 1
const ClusterClass = require('kafkajs/src/cluster') as new (options: Record<string, unknown>) => Cluster
const createLogger = require('kafkajs/src/loggers').createLogger as (options: Record<string, unknown>) => unknown
const createSocketFactory = require('kafkajs/src/network/socketFactory') as () => unknown
const BatchClass = require('kafkajs/src/consumer/batch') as new (
  topic: string,
  fetchedOffset: string,
  partition: FetchedPartition,
) => FetchedBatch

/** A set of connections to a cluster, in the way that kafkajs' own client makes one (src/index.js). */
export function createCluster(config: KafkaConfig): Cluster {
  const { logLevel, logCreator, ...connection } = config
  return new ClusterClass({
    ...connection,
    logger: createLogger({ level: logLevel, logCreator }),
    socketFactory: createSocketFactory(),
    enforceRequestTimeout: true,
    metadataMaxAge: 300_000,
    allowAutoTopicCreation: false,
    isolationLevel: READ_COMMITTED,
  })
}

/** Messages without control records and without those of aborted transactions. */
export function visibleBatch(topic: string, offset: number, fetched: FetchedPartition): FetchedBatch {
  return new BatchClass(topic, String(offset), fetched)
}
