import { expect, it } from 'vitest'
import { silent } from '../testing/temp-log.ts'
import { until } from '../testing/until.ts'
import { runDemoFallback } from './demo-fallback.ts'

function setUp(hadLivePosts = false) {
  const world = { live: false, plays: 0, ended: false }
  const stop = new AbortController()
  const play = async (signal: AbortSignal) => {
    world.plays += 1
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    world.ended = true
  }
  const options = { hasLivePosts: async () => hadLivePosts, isLive: () => world.live, play, logger: silent, lookEveryMs: 5 }
  return { world, stop, run: (afterMs: number) => runDemoFallback({ ...options, afterMs }, stop.signal) }
}

it('plays once the live source stayed away, and ends for good when it arrives', async () => {
  const { world, stop, run } = setUp()
  const running = run(30)
  expect(world.plays).toBe(0)
  await until(() => world.plays === 1)
  expect(world.ended).toBe(false)
  world.live = true
  await running
  expect(world.ended).toBe(true)
  expect(stop.signal.aborted).toBe(false)
})

it('does not play where the live source answers in time', async () => {
  const { world, run } = setUp()
  const running = run(60_000)
  world.live = true
  await running
  expect(world.plays).toBe(0)
})

it('does not play where live posts were ever taken', async () => {
  const { world, run } = setUp(true)
  await run(0)
  expect(world.plays).toBe(0)
})

it('stops with the part, while it waits and while it plays', async () => {
  const waiting = setUp()
  const first = waiting.run(60_000)
  waiting.stop.abort()
  await first
  expect(waiting.world.plays).toBe(0)

  const playing = setUp()
  const second = playing.run(0)
  await until(() => playing.world.plays === 1)
  playing.stop.abort()
  await second
  expect(playing.world.ended).toBe(true)
})
