import type { Logger } from '@groundswell/runtime/logger.ts'
import type { Config } from '@groundswell/shared/config.ts'
import { TOPICS, type Topic } from '@groundswell/shared/topics.ts'
import type { Admin, ITopicConfig } from 'kafkajs'
import { errorType } from './kafka-errors.ts'

const RETENTION_HOURS = 72
const HOUR_MS = 3_600_000
/** What people set and decided is kept for ever. */
const KEPT: readonly Topic[] = ['settings', 'moderation', 'alerts']
/** A post with all its fields stays far below; some room for records of other producers. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024

/** Creates the topics that are missing. Existing ones stay as their operators set them up. */
export async function createMissingTopics(
  admin: Admin,
  config: Config,
  topicName: (topic: Topic) => string,
  logger: Logger,
): Promise<void> {
  const existing = new Set(await admin.listTopics())
  const missing = TOPICS.filter((topic) => !existing.has(topicName(topic)))
  if (missing.length === 0) return
  const { brokers } = await admin.describeCluster()
  const replicationFactor = Math.min(3, brokers.length)
  const topics = missing.map((topic) => topicConfig(topic, topicName(topic), config, replicationFactor))
  try {
    await admin.createTopics({ topics, waitForLeaders: true })
  } catch (error) {
    // Several parts start at the same time: another one was faster.
    if (!isAllAlreadyThere(error)) throw error
  }
  logger.info({ topics: topics.map(({ topic }) => topic), replicationFactor }, 'created topics')
}

function topicConfig(topic: Topic, name: string, config: Config, replicationFactor: number): ITopicConfig {
  const retention = KEPT.includes(topic) ? -1 : Math.round((config.LOG_RETENTION_HOURS ?? RETENTION_HOURS) * HOUR_MS)
  const entries: Record<string, string> = {
    'cleanup.policy': 'delete',
    'retention.ms': String(retention),
    'retention.bytes': '-1',
    // Lag and the clocks of leases are measured by when the log took a record.
    'message.timestamp.type': 'LogAppendTime',
    'max.message.bytes': String(MAX_MESSAGE_BYTES),
  }
  // With three replicas an acknowledged record is on two disks at least.
  if (replicationFactor === 3) entries['min.insync.replicas'] = '2'
  return {
    topic: name,
    numPartitions: config.KAFKA_PARTITIONS,
    replicationFactor,
    configEntries: Object.entries(entries).map(([key, value]) => ({ name: key, value })),
  }
}

function isAllAlreadyThere(error: unknown): boolean {
  const errors = (error as { errors?: unknown[] }).errors ?? [error]
  return errors.every((each) => errorType(each) === 'TOPIC_ALREADY_EXISTS')
}
