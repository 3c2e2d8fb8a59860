import { setTimeout as delay } from 'node:timers/promises'
import { openPage } from '../harness/browser.ts'
import type { Groundswell } from '../harness/groundswell.ts'

/** Posts arrive as collectors send them: a request every so often. */
const REQUEST_EVERY_MS = 50
/** One post in this many is of the brand that the page watches: few enough to be shown one by one. */
const WATCHED_EVERY = 20

export type Latency = { posts: number; seen: number; p50: number; p90: number; p99: number; firstContentMs: number }

/**
 * Milliseconds from the 202 of `POST /posts` to the post in the page of someone who watches its brand, at a steady rate.
 * Also when that page showed its first content.
 * @param rate posts a second in all.
 */
export async function measureLatency(groundswell: Groundswell, texts: string[], rate: number, seconds: number): Promise<Latency> {
  const { page, close } = await openPage()
  await page.goto(`${groundswell.url}/?brand=bench`)
  const firstContentMs = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN)
  await page.evaluate(() => {
    const seen: Record<string, number> = {}
    Object.assign(window, { seenAt: seen })
    const look = () => {
      for (const element of document.querySelectorAll('[data-post]')) {
        const id = element.getAttribute('data-post') ?? ''
        seen[id] ??= Date.now()
      }
    }
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true })
  })
  const accepted = new Map<string, number>()
  const sending: Promise<void>[] = []
  const startedAt = Date.now()
  const total = rate * seconds
  for (let number = 0; number < total; ) {
    await delay(REQUEST_EVERY_MS)
    const posts: { id: string; text: string; lang: string }[] = []
    for (const due = Math.min(total, ((Date.now() - startedAt) * rate) / 1000); number < due; number++) {
      const watched = number % WATCHED_EVERY === 0
      const text = `${texts[number % texts.length]} ${number}${watched ? ' benchmarked' : ''}`
      posts.push({ id: `latency-${startedAt}-${number}${watched ? '-watched' : ''}`, text, lang: 'en' })
    }
    sending.push(
      groundswell.post('/posts', posts).then((answer) => {
        if (answer.status !== 202) throw new Error(`refused with ${answer.status}`)
        for (const { id } of posts) if (id.endsWith('-watched')) accepted.set(id, Date.now())
      }),
    )
  }
  await Promise.all(sending)
  await groundswell.drain()
  await delay(2_000)
  const seen = await page.evaluate(() => (window as unknown as { seenAt: Record<string, number> }).seenAt)
  await close()
  const waits = [...accepted]
    .flatMap(([id, at]) => {
      const shown = seen[`http/${id}`]
      return shown === undefined ? [] : [shown - at]
    })
    .sort((a, b) => a - b)
  const quantile = (q: number) => waits[Math.min(waits.length - 1, Math.floor(q * waits.length))] ?? Number.NaN
  return { posts: accepted.size, seen: waits.length, p50: quantile(0.5), p90: quantile(0.9), p99: quantile(0.99), firstContentMs }
}
