import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PartitionQueue, type QueuedRecord } from './partition-queue.ts'

const numbered = (count: number, from = 0, bytes = 10): QueuedRecord[] =>
  Array.from({ length: count }, (_, index) => ({ key: 'k', value: String(from + index).padEnd(bytes) }))

describe('the queue of a partition', () => {
  it('sends everything once, in order, one batch at a time, whatever the sizes', async () => {
    const appends = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 1, max: 6_000 })), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(appends, async (sizes) => {
        const sent: QueuedRecord[] = []
        let sending = 0
        const queue = new PartitionQueue(async (batch) => {
          expect(++sending).toBe(1)
          await new Promise((resolve) => setImmediate(resolve))
          expect(batch.length).toBeGreaterThan(0)
          expect(batch.reduce((sum, { value }) => sum + value.length, 0)).toBeLessThan(1_000_000)
          sent.push(...batch)
          sending -= 1
        })
        const all = sizes.map(([count, bytes], index) => numbered(count, index * 1_000, bytes))
        await Promise.all(all.map((records) => queue.append(records)))
        expect(sent).toEqual(all.flat())
      }),
      { numRuns: 30 },
    )
  })

  it('sends together what came while it was sending', async () => {
    const batches: number[] = []
    const later: Promise<void>[] = []
    const queue: PartitionQueue = new PartitionQueue(async (batch) => {
      batches.push(batch.length)
      if (batches.length === 1) for (let index = 0; index < 49; index++) later.push(queue.append(numbered(2, index)))
    })
    await queue.append(numbered(2))
    await Promise.all(later)
    expect(batches).toEqual([2, 98])
  })

  it('tells those whose records failed, and goes on with the next', async () => {
    const queue = new PartitionQueue(async ([first]) => {
      if (first?.key === 'bad') throw new Error('too large')
    })
    await expect(queue.append([{ key: 'bad', value: '' }])).rejects.toThrow('too large')
    await queue.append(numbered(1))
  })

  it('sends a record that is bigger than a batch alone', async () => {
    const sizes: number[] = []
    const queue = new PartitionQueue(async (batch) => void sizes.push(batch.length))
    await queue.append([...numbered(2), ...numbered(1, 2, 2_000_000), ...numbered(2, 3)])
    expect(sizes).toEqual([2, 1, 2])
  })
})
