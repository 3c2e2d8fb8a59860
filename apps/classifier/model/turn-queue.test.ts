import { expect, test } from 'vitest'
import { TurnQueue } from './turn-queue.ts'

const drain = (queue: TurnQueue<string>) => Array.from({ length: 9 }, () => queue.next()).filter((job) => job !== undefined)

test('lanes take turns, and one alone is not kept waiting', () => {
  const queue = new TurnQueue<string>()
  for (const job of ['s1', 's2', 's3']) queue.push('stream', job)
  for (const job of ['r1', 'r2']) queue.push('request', job)
  expect(queue.waiting('stream')).toBe(3)
  expect(drain(queue)).toEqual(['r1', 's1', 'r2', 's2', 's3'])
})

test('what was taken before goes first', () => {
  const queue = new TurnQueue<string>()
  queue.push('stream', 's1')
  queue.pushFirst('again')
  expect(drain(queue)).toEqual(['again', 's1'])
})
