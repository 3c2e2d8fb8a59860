import { setTimeout as delay } from 'node:timers/promises'
import type { FakeJetstream } from '@groundswell/ingest/testing/fake-jetstream.ts'
import { accountEvent, deleteEvent, didOf, editEvent, postEvent } from '@groundswell/ingest/testing/jetstream-events.ts'
import { type Ledger, textOf } from './ledger.ts'
import { Random } from './random.ts'

const PAUSE_MS = 20

/** Bluesky as it talks: creates, updates, deletes, deleted accounts; whatever was missed is replayed on reconnection. */
export async function emitEvents(jetstream: FakeJetstream, ledger: Ledger, seed: number, signal: AbortSignal): Promise<void> {
  const random = new Random(seed)
  let live: { did: string; rkey: string }[] = []
  const keyOf = ({ did, rkey }: { did: string; rkey: string }) => `bluesky/at://${did}/app.bsky.feed.post/${rkey}`
  const take = () => live.splice(random.below(live.length), 1)[0]
  let lastAuthor = 30
  for (let number = 500_000_000; !signal.aborted; number++) {
    const dice = random.next()
    const text = textOf(number)
    if (live.length === 0 || dice < 0.55) {
      const post = { did: didOf(lastAuthor - random.below(30)), rkey: `r${number}` }
      jetstream.emit(postEvent(post.did, post.rkey, text, { langs: ['en'] }))
      ledger.create(keyOf(post), text, post.did)
      live.push(post)
    } else if (dice < 0.75) {
      const post = random.pick(live)
      jetstream.emit(editEvent(post.did, post.rkey, text, { langs: ['en'] }))
      ledger.edit(keyOf(post), text)
    } else if (dice < 0.98) {
      const post = take()
      if (post === undefined) continue
      jetstream.emit(deleteEvent(post.did, post.rkey))
      ledger.delete(keyOf(post))
    } else {
      // The account with the lowest number goes, and a new one takes its place.
      const gone = didOf(lastAuthor - 29)
      lastAuthor++
      jetstream.emit(accountEvent(gone, false, 'deleted'))
      ledger.deleteAccount(gone)
      live = live.filter((post) => post.did !== gone)
    }
    await delay(PAUSE_MS)
  }
}
