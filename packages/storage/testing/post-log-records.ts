import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HeldConsumer, type PostLogPlace, readAll, takeAll, texts } from './post-log-helpers.ts'

/** Appending, reading, erasing and the identity of a log. */
export function describeRecords(open: () => Promise<PostLogPlace>): void {
  describe('records', () => {
    let place: PostLogPlace
    beforeEach(async () => {
      place = await open()
    })
    afterEach(async () => await place.dispose())

    it('keeps the order of a key, in one partition, with times that never run backwards', async () => {
      const { log } = place
      const keys = ['a/1', 'b/2', 'c/3', 'd/ünï']
      for (let round = 0; round < 5; round++)
        await log.append(
          'posts',
          keys.map((key) => ({ key, value: `${key} ${round}` })),
        )
      const all = await readAll(log, 'posts')
      expect(all).toHaveLength(20)
      for (const key of keys) {
        const own = all.filter((record) => record.key === key)
        expect(texts(own)).toEqual([0, 1, 2, 3, 4].map((round) => `${key} ${round}`))
        expect(new Set(own.map(({ partition }) => partition)).size).toBe(1)
      }
      for (const { partition } of await log.ranges('posts')) {
        const own = all.filter((record) => record.partition === partition)
        const times = own.map(({ appendedAt }) => appendedAt)
        expect(times).toEqual(times.toSorted((a, b) => a - b))
        for (const time of times) expect(Math.abs(time - Date.now())).toBeLessThan(60_000)
        expect(own.map(({ offset }) => offset)).toEqual(own.map((_, index) => index))
      }
    })

    it('keeps topics apart', async () => {
      await place.log.append('posts', [{ key: 'k', value: 'post' }])
      await place.log.append('alerts', [{ key: 'k', value: 'alert' }])
      expect(texts(await readAll(place.log, 'posts'))).toEqual(['post'])
      expect(texts(await readAll(place.log, 'alerts'))).toEqual(['alert'])
    })

    it('reads from any offset, up to a limit, and nothing at the end', async () => {
      const { log } = place
      const values = Array.from({ length: 30 }, (_, index) => `v${index}`)
      await log.append(
        'posts',
        values.map((value) => ({ key: 'k', value, partition: 0 })),
      )
      expect((await log.ranges('posts')).find(({ partition }) => partition === 0)).toEqual({ partition: 0, start: 0, end: 30 })
      expect(texts(await log.read('posts', 0, 0, 10))).toEqual(values.slice(0, 10))
      expect(texts(await log.read('posts', 0, 7, 3))).toEqual(values.slice(7, 10))
      expect(texts(await log.read('posts', 0, 29, 10))).toEqual(['v29'])
      expect(await log.read('posts', 0, 30, 10)).toEqual([])
    })

    it('shows a record to every instance as soon as it is acknowledged', async () => {
      const other = await place.openAnother()
      for (let round = 0; round < 10; round++) {
        await place.log.append('posts', [{ key: 'k', value: `${round}`, partition: 0 }])
        expect(texts(await other.read('posts', 0, round, 10))).toEqual([`${round}`])
        expect((await other.ranges('posts'))[0]?.end).toBe(round + 1)
      }
    })

    it('writes to an explicit partition whatever the key', async () => {
      const { log } = place
      const ranges = await log.ranges('posts')
      await log.append(
        'posts',
        ranges.map(({ partition }) => ({ key: 'the same', value: `to ${partition}`, partition })),
      )
      for (const { partition } of ranges) expect(texts(await log.read('posts', partition, 0, 10))).toEqual([`to ${partition}`])
    })

    it('keeps binary, empty and big values byte by byte', async () => {
      const { log } = place
      const values = [Buffer.from([0, 255, 10, 13, 0]), Buffer.alloc(0), randomBytes(1024 * 1024), Buffer.from('zulu 🌊')]
      await log.append(
        'posts',
        values.map((value) => ({ key: 'k', value, partition: 0 })),
      )
      const read = (await readAll(log, 'posts')).map(({ value }) => value)
      expect(read).toHaveLength(values.length)
      values.forEach((value, index) => void expect(value.equals(read[index] ?? Buffer.from('missing'))).toBe(true))
    })

    it('appends nothing without harm', async () => {
      await place.log.append('posts', [])
      expect(await readAll(place.log, 'posts')).toEqual([])
    })

    it('keeps each batch in order when many append at once', async () => {
      const instances = [place.log, await place.openAnother()]
      const batch = (writer: number) =>
        Array.from({ length: 20 }, (_, index) => ({ key: `writer ${writer}`, value: `${writer} ${index}`, partition: 0 }))
      await Promise.all(Array.from({ length: 40 }, (_, writer) => instances[writer % 2]?.append('posts', batch(writer))))
      const all = texts(await readAll(place.log, 'posts'))
      expect(all).toHaveLength(800)
      for (let writer = 0; writer < 40; writer++)
        expect(all.filter((text) => text.startsWith(`${writer} `))).toEqual(batch(writer).map(({ value }) => value))
    })

    it('takes 5,000 records in one append', async () => {
      const values = Array.from({ length: 5_000 }, (_, index) => `${index} ${'x'.repeat(300)}`)
      await place.log.append(
        'posts',
        values.map((value) => ({ key: 'k', value })),
      )
      expect(texts(await readAll(place.log, 'posts'))).toEqual(values)
    })

    it('has an id of its own that every instance sees', async () => {
      const epoch = await place.log.epoch()
      expect(epoch).toMatch(/^[0-9a-f-]{36}$/)
      expect(await (await place.openAnother()).epoch()).toBe(epoch)
      await place.log.append('settings', [{ key: 'k', value: '{}' }])
      expect(await (await place.openAnother()).epoch()).toBe(epoch)
      const stranger = await open()
      expect(await stranger.log.epoch()).not.toBe(epoch)
      await stranger.dispose()
    })

    it('erases only what every group has passed, and never in Kafka', async () => {
      const { log } = place
      await log.append(
        'posts',
        ['one', 'two', 'three'].map((value) => ({ key: value, value, partition: 0 })),
      )
      const fast = new HeldConsumer(log, 'posts', 'fast')
      const slow = new HeldConsumer(log, 'posts', 'slow')
      for (const [consumer, passed] of [
        [fast, 3],
        [slow, 1],
      ] as const) {
        const claim = await consumer.claim(0)
        await takeAll(claim, 3)
        await claim.commit(passed, '')
      }
      const everything = [0, 1, 2].map((offset) => ({ partition: 0, offset }))
      const erased = await log.erase('posts', everything)
      expect(erased).toBe(log.kind === 'embedded' ? 1 : 0)
      const expected = log.kind === 'embedded' ? ['', 'two', 'three'] : ['one', 'two', 'three']
      expect(texts(await log.read('posts', 0, 0, 10))).toEqual(expected)
      expect((await log.read('posts', 0, 0, 10)).map(({ key }) => key)).toEqual(['one', 'two', 'three'])
      await Promise.all([fast.stop(), slow.stop()])
    })
  })
}
