import { setTimeout as delay } from 'node:timers/promises'
import type { Groundswell } from '../harness/groundswell.ts'
import { type Ledger, textOf } from './ledger.ts'
import { Random } from './random.ts'

type Known = { id: string; text: string; author: string; deleted: boolean }

const PAUSE_MS = 15

/**
 * One caller of `POST /posts`: new posts, edits, repeats, deletes and posts that come back after their delete. Every
 * request is sent again until it is acknowledged, so the last acknowledged word on a post is what must be in the store.
 */
export async function sendPosts(
  groundswell: Groundswell,
  ledger: Ledger,
  worker: number,
  seed: number,
  signal: AbortSignal,
): Promise<void> {
  const random = new Random(seed * 1_000 + worker)
  const known: Known[] = []
  for (let number = worker * 1_000_000; !signal.aborted; number++) {
    const post = known.length === 0 ? undefined : random.pick(known)
    const dice = random.next()
    if (post === undefined || dice < 0.5) {
      const fresh = { id: `${worker}/${number}`, text: textOf(number), author: `author-${random.below(40)}`, deleted: false }
      await acknowledged(groundswell, fresh)
      known.push(fresh)
      ledger.create(`http/${fresh.id}`, fresh.text, fresh.author)
    } else if (dice < 0.7 && !post.deleted) {
      post.text = textOf(number)
      await acknowledged(groundswell, post)
      ledger.edit(`http/${post.id}`, post.text)
    } else if (dice < 0.85 && !post.deleted) {
      await untilTrue(async () => (await groundswell.delete('http', post.id)) === 202)
      post.deleted = true
      ledger.delete(`http/${post.id}`)
    } else {
      // A repeat of a live post, or one of a deleted post, which must stay deleted.
      await acknowledged(groundswell, post)
    }
    await delay(PAUSE_MS)
  }
}

async function acknowledged(groundswell: Groundswell, { id, text, author }: Known): Promise<void> {
  await untilTrue(async () => (await groundswell.post('/posts', { id, text, author, lang: 'en' })).status === 202)
}

async function untilTrue(attempt: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    // A connection that broke says nothing about whether the request counted: the same one again does no harm.
    if (await attempt().catch(() => false)) return
    await delay(100)
  }
  throw new Error('a request was refused for a minute')
}
