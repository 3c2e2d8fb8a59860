import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Child } from '../../testing/child.ts'
import { HeldConsumer, readAll, texts } from '../../testing/post-log-helpers.ts'
import { openLmdbPlace } from './testing/lmdb-place.ts'

describe('the embedded log across processes', () => {
  let place: Awaited<ReturnType<typeof openLmdbPlace>>
  let children: Child[]
  const start = (script: 'writer-process.ts' | 'consumer-process.ts', ...args: string[]) => {
    const child = new Child(new URL(`testing/${script}`, import.meta.url), ...args)
    children.push(child)
    return child
  }
  beforeEach(async () => {
    place = await openLmdbPlace()
    children = []
  })
  afterEach(async () => {
    await Promise.all(children.map((child) => child.kill()))
    await place.dispose()
  })
  const until = async (condition: () => boolean, timeout = 30_000) =>
    await vi.waitFor(() => expect(condition()).toBe(true), { timeout, interval: 5 })

  it('keeps every acknowledged batch, whole, when writers are killed', async () => {
    const acknowledged: { name: string; batch: number }[] = []
    // The survivor: goes on appending while others are killed beside it, also while they hold the database's lock.
    const killing = new AbortController()
    const survivor = (async () => {
      for (let batch = 0; !killing.signal.aborted; batch++) {
        await place.log.append(
          'posts',
          [...'abc'].map((part) => ({ key: 'k', value: `survivor ${batch} ${part}` })),
        )
        acknowledged.push({ name: 'survivor', batch })
      }
    })()
    for (let round = 0; round < 8; round++) {
      const names = [`one-${round}`, `two-${round}`]
      const writers = names.map((name) => start('writer-process.ts', place.directory, name))
      await until(() => writers.every(({ lines }) => lines.length > 20 + round * 17))
      await Promise.all(writers.map((writer) => writer.kill()))
      writers.forEach(
        ({ lines }, index) => void acknowledged.push(...lines.map((line) => ({ name: names[index] ?? '', batch: Number(line) }))),
      )
    }
    killing.abort()
    await survivor
    // A writer may die between its commit and telling readers about it: the next writer does that.
    await place.log.append(
      'posts',
      [...'abc'].map((part) => ({ key: 'k', value: `after 0 ${part}` })),
    )
    acknowledged.push({ name: 'after', batch: 0 })
    const all = texts(await readAll(place.log, 'posts')).map((text) => text.split(' ').slice(0, 3).join(' '))
    const seen = new Set(all)
    expect(seen.size).toBe(all.length)
    for (const { name, batch } of acknowledged) for (const part of 'abc') expect(seen).toContain(`${name} ${batch} ${part}`)
    // Batches are whole and lie together, also those that nobody heard of.
    expect(all.length % 3).toBe(0)
    for (let at = 0; at < all.length; at += 3) {
      const batch = all[at]?.slice(0, -2)
      expect(all.slice(at, at + 3)).toEqual(['a', 'b', 'c'].map((part) => `${batch} ${part}`))
    }
    expect((await place.log.ranges('posts'))[0]?.end).toBe(all.length)
  })

  it('takes over the lease of a killed process at once', async () => {
    await place.log.append('posts', [{ key: 'k', value: 'one' }])
    const child = start('consumer-process.ts', place.directory, 'group')
    await until(() => child.lines.includes('took 0'))
    const consumer = new HeldConsumer(place.log, 'posts', 'group')
    await child.kill()
    const killedAt = performance.now()
    const claim = await consumer.claim(0)
    expect(performance.now() - killedAt).toBeLessThan(3_000)
    expect(claim.committed).toEqual({ offset: 1, metadata: `${child.process.pid}` })
    await consumer.stop()
  })

  it('leaves a lease with a living owner, and takes it from one that is silent for 10 s, who can then do nothing', async () => {
    const child = start('consumer-process.ts', place.directory, 'group')
    await until(() => child.lines.includes('claimed'))
    const consumer = new HeldConsumer(place.log, 'posts', 'group')
    const before = performance.now()
    await place.log.append('posts', [{ key: 'k', value: 'one' }])
    await until(() => child.lines.includes('took 0'))
    expect(consumer.begun).toEqual([])

    child.process.kill('SIGSTOP')
    const claim = await consumer.claim(0)
    expect(performance.now() - before).toBeGreaterThan(8_000)
    expect(claim.committed?.offset).toBe(1)
    await place.log.append('posts', [{ key: 'k', value: 'two' }])
    child.process.kill('SIGCONT')
    await until(() => child.lines.includes('lost'))
    expect(child.lines).toEqual(['claimed', 'took 0', 'lost'])
    claim.assertHeld()
    expect(texts(await claim.take(5, 1_000))).toEqual(['two'])
    await claim.commit(2, 'mine')
    await consumer.stop()
    // The other one gets its turn when this one is done.
    await until(() => child.lines.length === 4)
    await place.log.append('posts', [{ key: 'k', value: 'three' }])
    await until(() => child.lines.at(-1) === 'took 2')
  })

  it('tells another process of a record within milliseconds', async () => {
    const child = start('consumer-process.ts', place.directory, 'group')
    await until(() => child.lines.includes('claimed'))
    const delays: number[] = []
    for (let offset = 0; offset < 20; offset++) {
      const before = performance.now()
      await place.log.append('posts', [{ key: 'k', value: 'v' }])
      await vi.waitFor(() => expect(child.lines.at(-1)).toBe(`took ${offset}`), { interval: 1, timeout: 5_000 })
      delays.push(performance.now() - before)
    }
    // Well below the poll that would find it anyway, on a machine that may be busy.
    expect(delays.toSorted((a, b) => a - b)[10]).toBeLessThan(100)
  })
})
