import type { Logger } from '@groundswell/runtime/logger.ts'
import type { Config } from '@groundswell/shared/config.ts'
import type { PostLog } from './post-log.ts'

/** The log that the configuration names: Kafka where `KAFKA_BROKERS` is set, else the embedded one under `DATA_DIR`. */
export async function openPostLog(config: Config, logger: Logger): Promise<PostLog> {
  if (config.KAFKA_BROKERS !== undefined) {
    const { openKafkaLog } = await import('./kafka/kafka-log.ts')
    return await openKafkaLog(config, logger)
  }
  const { openLmdbLog } = await import('./lmdb/lmdb-log.ts')
  return await openLmdbLog(config, logger)
}
