import { randomUUID } from 'node:crypto'
import { createLogger } from '@groundswell/runtime/logger.ts'
import { configSchema } from '@groundswell/shared/config.ts'
import type { PostLogPlace } from '../../../testing/post-log-contract.ts'
import type { PostLog } from '../../post-log.ts'
import { openKafkaLog } from '../kafka-log.ts'

/** A log on a running broker whose topics nobody else uses. */
export async function openKafkaPlace(brokers: string): Promise<PostLogPlace & { prefix: string }> {
  const prefix = `test-${randomUUID().slice(0, 8)}-`
  const config = configSchema.parse({ KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix })
  const instances: PostLog[] = []
  const openAnother = async () => {
    const log = await openKafkaLog(config, createLogger('test', 'error'))
    instances.push(log)
    return log
  }
  return {
    prefix,
    log: await openAnother(),
    openAnother,
    async dispose() {
      await Promise.all(instances.map((log) => log.close()))
    },
  }
}
