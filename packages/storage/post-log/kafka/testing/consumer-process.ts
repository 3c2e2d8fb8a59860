import { createLogger } from '@groundswell/runtime/logger.ts'
import { configSchema } from '@groundswell/shared/config.ts'
import { openKafkaLog } from '../kafka-log.ts'

/** Consumes `posts` and prints what happens: `claimed P`, `took P OFFSET`, `lost P`, until it is killed. */
const [brokers = '', prefix = '', group = ''] = process.argv.slice(2)
const config = configSchema.parse({ KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix })
const log = await openKafkaLog(config, createLogger('child', 'error'))
await log.consume('posts', group, new AbortController().signal, async (claim) => {
  process.stdout.write(`claimed ${claim.partition}\n`)
  try {
    for (;;) {
      for (const { partition, offset } of await claim.take(10, 500)) {
        claim.assertHeld()
        await claim.commit(offset + 1, `${process.pid}`)
        process.stdout.write(`took ${partition} ${offset}\n`)
      }
    }
  } finally {
    process.stdout.write(`lost ${claim.partition}\n`)
  }
})
