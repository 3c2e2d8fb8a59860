import { expect, test } from 'vitest'
import { collect } from '../testing.ts'
import { inChunks } from './chunks.ts'

test('full chunks while there are plenty', async () => {
  async function* plenty() {
    for (let n = 0; n < 7; n += 1) yield n
  }
  expect(await collect(inChunks(plenty(), 3, 60_000))).toEqual([[0, 1, 2], [3, 4, 5], [6]])
})

test('a slow writer is not kept waiting', async () => {
  const second = Promise.withResolvers<number>()
  async function* slow() {
    yield 1
    yield await second.promise
  }
  const chunks = inChunks(slow(), 10, 1)
  expect((await chunks.next()).value).toEqual([1])
  second.resolve(2)
  expect((await chunks.next()).value).toEqual([2])
})

test('failures of the input come out', async () => {
  async function* broken() {
    yield 1
    throw new Error('broken pipe')
  }
  await expect(collect(inChunks(broken()))).rejects.toThrow('broken pipe')
})

test('also those that come while a chunk is worked on', async () => {
  async function* broken() {
    yield 1
    throw new Error('broken pipe')
  }
  const chunks = inChunks(broken(), 1)
  expect((await chunks.next()).value).toEqual([1])
  // A turn of the event loop, in which a promise that nobody listens to would end the process.
  await new Promise((resolve) => setImmediate(resolve))
  await expect(chunks.next()).rejects.toThrow('broken pipe')
})
