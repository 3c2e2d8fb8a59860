import { Kafka, logLevel, Partitioners } from 'kafkajs'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { startRealKafka } from '../../real-kafka/start-real-kafka.ts'
import { HeldConsumer, readAll, takeAll, texts } from '../../testing/post-log-helpers.ts'
import { openKafkaPlace } from './testing/kafka-place.ts'

const client = () => new Kafka({ brokers: [inject('kafkaBrokers')], logLevel: logLevel.NOTHING })

describe('the log in Kafka', () => {
  let place: Awaited<ReturnType<typeof openKafkaPlace>>
  beforeEach(async () => {
    place = await openKafkaPlace(inject('kafkaBrokers'))
  })
  afterEach(async () => await place.dispose())

  it('creates topics that keep what must be kept and stamp records themselves', async () => {
    const admin = client().admin()
    await admin.connect()
    const configOf = async (topic: string) => {
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: 2, name: `${place.prefix}${topic}` }],
      })
      return new Map(resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]))
    }
    for (const topic of ['settings', 'moderation', 'alerts']) expect((await configOf(topic)).get('retention.ms')).toBe('-1')
    const posts = await configOf('posts')
    expect(posts.get('retention.ms')).toBe(String(72 * 3_600_000))
    expect(posts.get('message.timestamp.type')).toBe('LogAppendTime')
    await admin.disconnect()
  })

  it('reads records of any producer: without key or value, and past the marks of transactions', async () => {
    const topic = `${place.prefix}posts`
    const producer = client().producer({
      transactionalId: place.prefix,
      idempotent: true,
      maxInFlightRequests: 1,
      createPartitioner: Partitioners.DefaultPartitioner,
    })
    await producer.connect()
    await producer.send({ topic, messages: [{ key: null, value: null, partition: 0 }] })
    for (const outcome of ['commit', 'abort', 'abort', 'commit'] as const) {
      const transaction = await producer.transaction()
      await transaction.send({ topic, messages: [{ key: 'k', value: outcome, partition: 0 }] })
      await transaction[outcome]()
    }
    await producer.disconnect()
    await place.log.append('posts', [{ key: 'k', value: 'ours', partition: 0 }])
    const expected = ['', 'commit', 'commit', 'ours']
    expect(texts(await readAll(place.log, 'posts'))).toEqual(expected)
    const consumer = new HeldConsumer(place.log, 'posts', 'group')
    const records = await takeAll(await consumer.claim(0), 4)
    expect(texts(records)).toEqual(expected)
    expect(records[0]?.key).toBeNull()
    await consumer.stop()
  })

  it('puts keys where other producers put them', async () => {
    const topic = `${place.prefix}posts`
    const keys = Array.from({ length: 40 }, (_, index) => `bluesky/at://did:plc:${index}/post`)
    const producer = client().producer({ createPartitioner: Partitioners.DefaultPartitioner })
    await producer.connect()
    await producer.send({ topic, messages: keys.map((key) => ({ key, value: 'theirs' })) })
    await producer.disconnect()
    await place.log.append(
      'posts',
      keys.map((key) => ({ key, value: 'ours' })),
    )
    const partitions = new Map<string, Set<number>>()
    for (const { key, partition } of await readAll(place.log, 'posts')) {
      partitions.set(key ?? '', (partitions.get(key ?? '') ?? new Set()).add(partition))
    }
    expect(partitions.size).toBe(40)
    for (const own of partitions.values()) expect(own.size).toBe(1)
  })

  it('reads and tells ranges quickly', async () => {
    await place.log.append('posts', [{ key: 'k', value: 'v', partition: 0 }])
    const times: number[] = []
    for (let round = 0; round < 20; round++) {
      const before = performance.now()
      await place.log.read('posts', 0, 0, 10)
      await place.log.read('posts', 0, 1, 10)
      await place.log.ranges('posts')
      times.push((performance.now() - before) / 3)
    }
    expect(times.toSorted((a, b) => a - b)[10]).toBeLessThan(50)
  })

  it('refuses a record that is too big instead of trying for ever, and goes on', async () => {
    const noise = Buffer.from(Array.from({ length: 6_000_000 }, () => Math.random() * 256))
    await expect(place.log.append('posts', [{ key: 'k', value: noise, partition: 0 }])).rejects.toThrow()
    await place.log.append('posts', [{ key: 'k', value: 'small', partition: 0 }])
    expect(texts(await readAll(place.log, 'posts'))).toEqual(['small'])
  })
})

describe('a broker that goes away', () => {
  it('holds appends up and loses none, repeats none, and the group goes on', async () => {
    const kafka = await startRealKafka()
    const place = await openKafkaPlace(kafka.brokers)
    const consumer = new HeldConsumer(place.log, 'posts', 'group')
    const epoch = await place.log.epoch()
    await consumer.claim(0)
    const appending = new AbortController()
    let appended = 0
    const producing = (async () => {
      while (!appending.signal.aborted) {
        await place.log.append('posts', [{ key: 'k', value: `${appended}`, partition: 0 }])
        appended += 1
      }
    })()
    const taken: string[] = []
    const takeOn = async (count: number) => {
      while (taken.length < count) {
        const claim = await consumer.claim(0)
        const records = await claim.take(500, 1_000).catch(() => [])
        const last = records.at(-1)
        if (last === undefined) continue
        await claim.commit(last.offset + 1, '')
        taken.push(...texts(records))
      }
    }
    await takeOn(50)
    await kafka.restart()
    const before = taken.length
    await takeOn(before + 50)
    appending.abort()
    await producing
    await takeOn(appended)
    expect(taken).toEqual(Array.from({ length: appended }, (_, index) => `${index}`))
    expect(await place.log.epoch()).toBe(epoch)
    await consumer.stop()
    await kafka.stop()
    const closing = performance.now()
    await place.dispose()
    expect(performance.now() - closing).toBeLessThan(3_000)
  })
})
