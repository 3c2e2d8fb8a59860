import type { Committed } from '../post-log.ts'
import type { Cluster } from './kafkajs-internals.ts'

/** Where a group stands, as its coordinator has it; partitions without a commit are absent. */
export async function fetchCommitted(cluster: Cluster, groupId: string, topic: string): Promise<Map<number, Committed>> {
  await cluster.addTargetTopic(topic)
  const partitions = cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => ({ partition: partitionId }))
  const coordinator = await cluster.findGroupCoordinator({ groupId })
  const { responses } = await coordinator.offsetFetch({ groupId, topics: [{ topic, partitions }] })
  const found = responses.flatMap((response) => response.partitions).filter(({ offset }) => Number(offset) >= 0)
  return new Map(found.map(({ partition, offset, metadata }) => [partition, { offset: Number(offset), metadata: metadata ?? '' }]))
}
