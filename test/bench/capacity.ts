import { setTimeout as delay } from 'node:timers/promises'
import type { Groundswell } from '../harness/groundswell.ts'
import { processorSeconds } from './process-usage.ts'

const WARM_UP_MS = 10_000
const MEASURE_MS = 30_000

export type Capacity = { postsPerSecond: number; classifierShare: number; shares: Record<string, number> }

/**
 * Keeps more posts waiting than the classifier can score and measures how many it does, and who gets the processors.
 * @param texts are sent again and again under new ids.
 */
export async function measureCapacity(groundswell: Groundswell, texts: string[]): Promise<Capacity> {
  let sent = 0
  const refill = async () => {
    const status = await groundswell.get<{ stages: { name: string; waiting: number }[] }>('/status')
    const waiting = status.stages.find((stage) => stage.name === 'classifier')?.waiting ?? 0
    if (waiting > 5_000) return
    const posts = Array.from({ length: 5_000 }, () => ({
      id: `capacity-${sent}`,
      text: `${texts[sent % texts.length]} ${sent++}`,
      lang: 'en',
    }))
    await groundswell.post('/posts', posts)
  }
  const filling = new AbortController()
  const filled = (async () => {
    while (!filling.signal.aborted) {
      await refill()
      await delay(2_000)
    }
  })()
  await delay(WARM_UP_MS)
  const [before, scoredBefore, startedAt] = [await processorSeconds(groundswell.tree()), await scored(groundswell), Date.now()]
  await delay(MEASURE_MS)
  const [after, scoredAfter, seconds] = [
    await processorSeconds(groundswell.tree()),
    await scored(groundswell),
    (Date.now() - startedAt) / 1000,
  ]
  filling.abort()
  await filled
  await groundswell.drain(600_000)

  const used = [...after].map(([part, value]) => [part, value - (before.get(part) ?? 0)] as const)
  const total = used.reduce((sum, [, value]) => sum + value, 0)
  const shares = Object.fromEntries(used.map(([part, value]) => [part, value / total]))
  return { postsPerSecond: (scoredAfter - scoredBefore) / seconds, classifierShare: shares['classifier'] ?? 0, shares }
}

async function scored(groundswell: Groundswell): Promise<number> {
  return (await groundswell.get<{ scored: number }>('/status')).scored
}
