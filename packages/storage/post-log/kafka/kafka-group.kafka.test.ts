import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest'
import { Child } from '../../testing/child.ts'
import { expectLost, HANDOVER, HeldConsumer, readAll } from '../../testing/post-log-helpers.ts'
import type { Claim, PostLog } from '../post-log.ts'
import { openKafkaPlace } from './testing/kafka-place.ts'

const PARTITIONS = [0, 1, 2]
const oneEach = (value: string) => PARTITIONS.map((partition) => ({ key: 'k', value, partition }))

describe('a consumer group in Kafka', () => {
  let place: Awaited<ReturnType<typeof openKafkaPlace>>
  const children: Child[] = []
  beforeEach(async () => {
    place = await openKafkaPlace(inject('kafkaBrokers'))
  })
  afterEach(async () => {
    await Promise.all(children.splice(0).map((child) => child.kill()))
    await place.dispose()
  })
  const startChild = (group: string) => {
    const script = new URL('testing/consumer-process.ts', import.meta.url)
    const child = new Child(script, inject('kafkaBrokers'), place.prefix, group)
    children.push(child)
    return child
  }
  const until = async (condition: () => boolean) => await vi.waitFor(() => expect(condition()).toBe(true), HANDOVER)

  it('makes every claim of the old generation useless once a member has joined', async () => {
    await place.log.append('posts', oneEach('one'))
    const first = new HeldConsumer(place.log, 'posts', 'group')
    const old = await Promise.all(PARTITIONS.map((partition) => first.claim(partition)))
    const second = new HeldConsumer(await place.openAnother(), 'posts', 'group')
    await until(() => second.claims.size > 0 && first.claims.size + second.claims.size === 3)
    for (const claim of old) {
      expect(claim.signal.aborted).toBe(true)
      await expectLost(() => claim.take(1, 0))
      await expectLost(() => claim.commit(1, 'too late'))
      await expectLost(() => claim.assertHeld())
    }
    expect(await place.log.committed('posts', 'group')).toEqual(new Map())
    await first.stop()
    await until(() => second.claims.size === 3)
    await second.stop()
  })

  it('lets a handler finish and commit its work before the partitions are dealt out again', async () => {
    await place.log.append('posts', oneEach('one'))
    const stop = new AbortController()
    const taken: number[] = []
    const finished: number[] = []
    const consuming = place.log.consume('posts', 'group', stop.signal, async (claim) => {
      if (finished.includes(claim.partition)) return
      await claim.take(1, 10_000)
      taken.push(claim.partition)
      await new Promise((resolve) => claim.signal.addEventListener('abort', resolve, { once: true }))
      // The work in hand takes longer than a heartbeat: the coordinator waits for this member all the same.
      const workedUntil = performance.now() + 2_500
      await vi.waitFor(() => expect(performance.now()).toBeGreaterThan(workedUntil), HANDOVER)
      claim.assertHeld()
      await claim.commit(1, 'in hand')
      finished.push(claim.partition)
    })
    await until(() => taken.length === 3)
    const second = new HeldConsumer(await place.openAnother(), 'posts', 'group')
    await until(() => second.claims.size > 0)
    expect(finished.toSorted()).toEqual(PARTITIONS)
    for (const claim of second.claims.values()) expect(claim.committed).toEqual({ offset: 1, metadata: 'in hand' })
    stop.abort()
    await consuming
    await second.stop()
  })

  it('gives the partitions of a killed member to the others, from where it had committed', async () => {
    const child = startChild('group')
    await until(() => child.lines.filter((line) => line.startsWith('claimed')).length === 3)
    await place.log.append('posts', oneEach('one'))
    await until(() => child.lines.filter((line) => line.startsWith('took')).length === 3)
    await child.kill()
    const consumer = new HeldConsumer(place.log, 'posts', 'group')
    for (const partition of PARTITIONS) {
      expect((await consumer.claim(partition)).committed).toEqual({ offset: 1, metadata: `${child.process.pid}` })
    }
    await consumer.stop()
  })

  it('does not let a member that was paused for too long do anything with what it had', async () => {
    const child = startChild('group')
    await until(() => child.lines.filter((line) => line.startsWith('claimed')).length === 3)
    child.process.kill('SIGSTOP')
    const consumer = new HeldConsumer(place.log, 'posts', 'group')
    const claims = await Promise.all(PARTITIONS.map((partition) => consumer.claim(partition)))
    await place.log.append('posts', oneEach('one'))
    for (const claim of claims) {
      expect(await claim.take(1, 10_000)).toHaveLength(1)
      await claim.commit(1, 'mine')
    }
    child.process.kill('SIGCONT')
    await until(() => child.lines.filter((line) => line.startsWith('lost')).length === 3)
    expect(child.lines.filter((line) => line.startsWith('took'))).toEqual([])
    for (const committed of (await place.log.committed('posts', 'group')).values()) expect(committed.metadata).toBe('mine')
    await consumer.stop()
  })

  it('loses no commit and commits nothing twice while members come and go', async () => {
    const commits: { partition: number; from: number; to: number }[] = []
    const work = async (claim: Claim) => {
      for (let from = claim.committed?.offset ?? 0; ; ) {
        const records = await claim.take(20, 300)
        const last = records.at(-1)
        if (last === undefined) continue
        expect(records[0]?.offset).toBe(from)
        claim.assertHeld()
        await claim.commit(last.offset + 1, '')
        commits.push({ partition: claim.partition, from, to: last.offset + 1 })
        from = last.offset + 1
      }
    }
    const join = async (log: PostLog) => {
      const stop = new AbortController()
      const consuming = log.consume('posts', 'group', stop.signal, work)
      return async () => {
        stop.abort()
        await consuming
      }
    }
    const logs = [place.log, await place.openAnother(), await place.openAnother()]
    const appending = new AbortController()
    const producing = (async () => {
      for (let round = 0; !appending.signal.aborted; round++) await place.log.append('posts', oneEach(`${round}`))
    })()
    let leave = [await join(logs[0] ?? place.log)]
    for (let round = 1; round <= 8; round++) {
      const seen = commits.length
      if (leave.length === 3 || (leave.length === 2 && round % 3 === 0)) await leave.shift()?.()
      else leave = [...leave, await join(logs[round % 3] ?? place.log)]
      await until(() => commits.length > seen + 10)
    }
    appending.abort()
    await producing
    const total = (await readAll(place.log, 'posts')).length
    await until(() => commits.reduce((sum, { from, to }) => sum + to - from, 0) >= total)
    await Promise.all(leave.map((stop) => stop()))
    for (const { partition, end } of await place.log.ranges('posts')) {
      const own = commits.filter((commit) => commit.partition === partition)
      let next = 0
      for (const { from, to } of own) {
        expect(from).toBe(next)
        next = to
      }
      expect(next).toBe(end)
    }
  })
})
