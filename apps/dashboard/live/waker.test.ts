import { expect, test } from 'vitest'
import { Waker } from './waker.ts'

const LONG = 60_000

test('a call ends the pause', async () => {
  const waker = new Waker()
  const asleep = waker.sleep(LONG, new AbortController().signal)
  waker.wake()
  await asleep
})

test('a call while nobody sleeps ends the next pause, and only that one', async () => {
  const waker = new Waker()
  waker.wake()
  waker.wake()
  await waker.sleep(LONG, new AbortController().signal)
  let awake = false
  const second = waker.sleep(LONG, new AbortController().signal).then(() => {
    awake = true
  })
  await Promise.resolve()
  expect(awake).toBe(false)
  waker.wake()
  await second
})

test('an abort ends it too', async () => {
  const stop = new AbortController()
  const asleep = new Waker().sleep(LONG, stop.signal)
  stop.abort()
  await asleep
})
