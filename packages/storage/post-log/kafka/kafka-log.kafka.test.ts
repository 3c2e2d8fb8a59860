import { inject } from 'vitest'
import { describePostLog } from '../../testing/post-log-contract.ts'
import { openKafkaPlace } from './testing/kafka-place.ts'

describePostLog('Kafka', async () => await openKafkaPlace(inject('kafkaBrokers')))
