import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Claim, ClaimLost } from '../post-log/post-log.ts'
import { expectLost, HANDOVER, HeldConsumer, type PostLogPlace, takeAll, texts } from './post-log-helpers.ts'

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({ key: 'k', value: `${from + index}`, partition: 0 }))
const values = (from: number, to: number) => numbered(from, to).map(({ value }) => value)

/** Claims: taking, committing, losing and handing over. */
export function describeConsuming(open: () => Promise<PostLogPlace>): void {
  describe('consuming', () => {
    let place: PostLogPlace
    beforeEach(async () => {
      place = await open()
    })
    afterEach(async () => await place.dispose())

    it('hands out records in order, no more than asked for', async () => {
      await place.log.append('posts', numbered(0, 25))
      const consumer = new HeldConsumer(place.log, 'posts', 'group')
      const claim = await consumer.claim(0)
      expect(claim.committed).toBeNull()
      claim.assertHeld()
      const first = await claim.take(10, 5_000)
      expect(texts(first)).toEqual(values(0, first.length))
      expect(first.length).toBeLessThanOrEqual(10)
      const rest = await takeAll(claim, 25 - first.length)
      expect(texts(rest)).toEqual(values(first.length, 25))
      expect(rest.map(({ offset }) => offset)).toEqual(rest.map((_, index) => first.length + index))
      await consumer.stop()
    })

    it('waits for records as long as told, and not longer when one comes', async () => {
      const consumer = new HeldConsumer(place.log, 'posts', 'group')
      const claim = await consumer.claim(0)
      const before = performance.now()
      expect(await claim.take(10, 300)).toEqual([])
      expect(performance.now() - before).toBeGreaterThan(250)
      const waiting = claim.take(10, 30_000)
      const other = await place.openAnother()
      const appendedFrom = performance.now()
      await other.append('posts', numbered(0, 1))
      expect(texts(await waiting)).toEqual(['0'])
      expect(performance.now() - appendedFrom).toBeLessThan(5_000)
      await consumer.stop()
    })

    it('shows what was committed to everyone and to the next claim, which goes on from there', async () => {
      await place.log.append('posts', numbered(0, 10))
      const metadata = JSON.stringify({ intent: [4, 9], text: 'ünï'.repeat(300) })
      const consumer = new HeldConsumer(place.log, 'posts', 'group')
      const claim = await consumer.claim(0)
      await takeAll(claim, 10)
      await claim.commit(2, '')
      await claim.commit(4, metadata)
      expect((await place.log.committed('posts', 'group')).get(0)).toEqual({ offset: 4, metadata })
      const other = await place.openAnother()
      expect((await other.committed('posts', 'group')).get(0)).toEqual({ offset: 4, metadata })
      expect(await other.committed('posts', 'another group')).toEqual(new Map())
      await consumer.stop()

      const next = new HeldConsumer(other, 'posts', 'group')
      const nextClaim = await next.claim(0)
      expect(nextClaim.committed).toEqual({ offset: 4, metadata })
      expect(texts(await takeAll(nextClaim, 6))).toEqual(values(4, 10))
      await next.stop()
    })

    it('delivers again what was taken and not committed', async () => {
      await place.log.append('posts', numbered(0, 5))
      for (let round = 0; round < 2; round++) {
        const consumer = new HeldConsumer(place.log, 'posts', 'group')
        expect(texts(await takeAll(await consumer.claim(0), 5))).toEqual(values(0, 5))
        await consumer.stop()
      }
    })

    it('ends when told to: no new records, and nothing at all once the handler has ended', async () => {
      const stop = new AbortController()
      let claim: Claim | undefined
      const consuming = place.log.consume('posts', 'group', stop.signal, async (begun) => {
        if (begun.partition !== 0) return
        claim = begun
        await begun.take(1, 60_000)
      })
      await vi.waitFor(() => expect(claim).toBeDefined(), HANDOVER)
      stop.abort()
      await consuming
      expect(claim?.signal.aborted).toBe(true)
      await expectLost(() => claim?.take(1, 0))
      await expectLost(() => claim?.commit(1, ''))
      await expectLost(() => claim?.assertHeld())
      expect(await place.log.committed('posts', 'group')).toEqual(new Map())
    })

    it('lets a handler finish what it has in hand when it is stopped', async () => {
      await place.log.append('posts', numbered(0, 3))
      const stop = new AbortController()
      await place.log.consume('posts', 'group', stop.signal, async (claim) => {
        if (claim.partition !== 0) return
        await takeAll(claim, 3)
        stop.abort()
        claim.assertHeld()
        await claim.commit(3, 'in hand')
      })
      expect((await place.log.committed('posts', 'group')).get(0)).toEqual({ offset: 3, metadata: 'in hand' })
    })

    it('ends with the error of a handler', async () => {
      const consuming = place.log.consume('posts', 'group', new AbortController().signal, async () => {
        throw new Error('a bug')
      })
      await expect(consuming).rejects.toThrow('a bug')
    })

    it('claims again after a handler gave up with ClaimLost', async () => {
      await place.log.append('posts', numbered(0, 3))
      const stop = new AbortController()
      let attempts = 0
      await place.log.consume('posts', 'group', stop.signal, async (claim) => {
        if (claim.partition !== 0) return
        attempts += 1
        expect(texts(await takeAll(claim, 3))).toEqual(values(0, 3))
        if (attempts === 1) throw new ClaimLost('a test says so')
        stop.abort()
      })
      expect(attempts).toBe(2)
    })

    it('gives every group all records', async () => {
      await place.log.append('posts', numbered(0, 4))
      const groups = ['one', 'two'].map((group) => new HeldConsumer(place.log, 'posts', group))
      for (const group of groups) expect(texts(await takeAll(await group.claim(0), 4))).toEqual(values(0, 4))
      await Promise.all(groups.map((group) => group.stop()))
    })

    it('hands over between two instances without overlap, without loss and without repeating what was committed', async () => {
      const partitions = (await place.log.ranges('posts')).map(({ partition }) => partition)
      const handled = new Map<number, string[]>(partitions.map((partition) => [partition, []]))
      const active = new Set<number>()
      const work = async (claim: Claim) => {
        expect(active.has(claim.partition)).toBe(false)
        active.add(claim.partition)
        try {
          for (;;) {
            const records = await claim.take(7, 200)
            const last = records.at(-1)
            if (last === undefined) continue
            await claim.commit(last.offset + 1, '')
            handled.get(claim.partition)?.push(...texts(records))
          }
        } finally {
          active.delete(claim.partition)
        }
      }
      const total = 300
      const append = async (from: number, to: number) => {
        const records = numbered(from, to).flatMap((record) => partitions.map((partition) => ({ ...record, partition })))
        await place.log.append('posts', records)
      }
      const isHandled = (to: number) => () => {
        for (const own of handled.values()) expect(own.length).toBeGreaterThanOrEqual(to)
      }
      await append(0, 100)
      const other = await place.openAnother()
      const [stopFirst, stopSecond] = [new AbortController(), new AbortController()]
      const first = place.log.consume('posts', 'group', stopFirst.signal, work)
      await vi.waitFor(isHandled(1), HANDOVER)
      const second = other.consume('posts', 'group', stopSecond.signal, work)
      await append(100, 200)
      await vi.waitFor(isHandled(150), HANDOVER)
      stopFirst.abort()
      await first
      await append(200, total)
      await vi.waitFor(isHandled(total), HANDOVER)
      stopSecond.abort()
      await second
      for (const own of handled.values()) expect(own).toEqual(values(0, total))
    })
  })
}
