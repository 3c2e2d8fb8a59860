import type { Logger } from '@groundswell/runtime/logger.ts'
import type { Config } from '@groundswell/shared/config.ts'
import type { Topic } from '@groundswell/shared/topics.ts'
import { Kafka, type KafkaConfig, type LogEntry, logLevel, type SASLOptions } from 'kafkajs'
import { KafkaConnection } from './kafka-connection.ts'
import { createCluster } from './kafkajs-internals.ts'

/** One installation on a cluster: how to reach it and what its topics and groups are called there. */
export type KafkaClient = {
  kafka: Kafka
  logger: Logger
  connection(): KafkaConnection
  topicName(topic: Topic): string
  /**
   * A group at Kafka subscribes to one topic here: kafkajs' and our assignment know no members with different
   * subscriptions, so a group that reads two topics is two groups at the broker.
   */
  groupId(topic: Topic, group: string): string
}

export function createKafkaClient(config: Config, logger: Logger): KafkaClient {
  const options: KafkaConfig = {
    clientId: 'groundswell',
    brokers: config.KAFKA_BROKERS ?? [],
    ssl: config.KAFKA_SSL,
    connectionTimeout: 3_000,
    authenticationTimeout: 10_000,
    requestTimeout: 30_000,
    retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 3 },
    logLevel: logLevel.INFO,
    logCreator: () => (entry) => forward(logger, entry),
    ...credentials(config),
  }
  return {
    kafka: new Kafka(options),
    logger,
    connection: () => new KafkaConnection(() => createCluster(options), logger),
    topicName: (topic) => `${config.KAFKA_TOPIC_PREFIX}${topic}`,
    groupId: (topic, group) => `${config.KAFKA_TOPIC_PREFIX}${group}-${topic}`,
  }
}

function credentials(config: Config): { sasl?: SASLOptions } {
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = config
  if (mechanism === undefined || username === undefined || password === undefined) return {}
  return { sasl: { mechanism, username, password } as SASLOptions }
}

/** kafkajs calls errors what it then retries; whoever gives up in the end says so itself. */
function forward(logger: Logger, { level, namespace, log }: LogEntry): void {
  const { message, timestamp: _timestamp, logger: _logger, stack: _stack, ...details } = log
  if (level === logLevel.ERROR) logger.warn(details, `kafkajs ${namespace}: ${message}`)
  else logger.debug(details, `kafkajs ${namespace}: ${message}`)
}
