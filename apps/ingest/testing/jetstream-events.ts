type Commit = {
  rev: string
  operation: 'create' | 'update' | 'delete'
  collection: string
  rkey: string
  record?: Record<string, unknown>
  cid?: string
}
type Base = { did: string; time_us: number }
export type JetstreamEvent =
  | (Base & { kind: 'commit'; commit: Commit })
  | (Base & { kind: 'account'; account: { active: boolean; did: string; seq: number; time: string; status?: string } })
  | (Base & { kind: 'identity'; identity: { did: string; handle: string; seq: number; time: string } })

type Unstamped<Event> = Event extends JetstreamEvent ? Omit<Event, 'time_us'> & { time_us?: number } : never
/** An event whose `time_us` the fake server may choose. */
export type UnstampedEvent = Unstamped<JetstreamEvent>

const POSTS = 'app.bsky.feed.post'
const REV = '3l3qo2vutsw2b'
const CID = 'bafyreidc6sydkkbchcyg62v77wbhzvb2mvytlmsychqgwf2xojjtirmzj4'

/** Gives an event without a time the present one, and in any case a later one than the last event's. */
export function stampEvent(event: UnstampedEvent, lastUs: number): JetstreamEvent {
  return { ...event, time_us: event.time_us ?? Math.max(lastUs + 1, Date.now() * 1_000) } as JetstreamEvent
}

/** A DID as the network's are: 24 characters of base 32, made from a number. */
export function didOf(number: number): string {
  return `did:plc:${number.toString(32).padStart(24, 'a').replaceAll('0', 'z').replaceAll('1', 'y')}`
}

/** A post as clients write it; `fields` adds to its record or replaces parts of it. */
export function postEvent(did: string, rkey: string, text: string, fields: Record<string, unknown> = {}): UnstampedEvent {
  return commitEvent('create', did, rkey, text, fields)
}

export function editEvent(did: string, rkey: string, text: string, fields: Record<string, unknown> = {}): UnstampedEvent {
  return commitEvent('update', did, rkey, text, fields)
}

function commitEvent(
  operation: 'create' | 'update',
  did: string,
  rkey: string,
  text: string,
  fields: Record<string, unknown>,
): UnstampedEvent {
  const record = { $type: POSTS, createdAt: new Date().toISOString(), langs: ['en'], text, ...fields }
  return { did, kind: 'commit', commit: { rev: REV, operation, collection: POSTS, rkey, record, cid: CID } }
}

export function deleteEvent(did: string, rkey: string): UnstampedEvent {
  return { did, kind: 'commit', commit: { rev: REV, operation: 'delete', collection: POSTS, rkey } }
}

/** Something of another collection, which a server that filters never sends. */
export function likeEvent(did: string, rkey: string): UnstampedEvent {
  const record = { $type: 'app.bsky.feed.like', createdAt: new Date().toISOString(), subject: { uri: `at://${did}/${POSTS}/x`, cid: CID } }
  return { did, kind: 'commit', commit: { rev: REV, operation: 'create', collection: 'app.bsky.feed.like', rkey, record, cid: CID } }
}

/** @param status why the account is not active: deleted, takendown, suspended, deactivated. */
export function accountEvent(did: string, active: boolean, status?: string): UnstampedEvent {
  const account = { active, did, seq: 1, time: new Date().toISOString(), ...(status === undefined ? {} : { status }) }
  return { did, kind: 'account', account }
}

export function identityEvent(did: string): UnstampedEvent {
  return { did, kind: 'identity', identity: { did, handle: 'someone.bsky.social', seq: 1, time: new Date().toISOString() } }
}

/** An endless stream of plausible posts: `rate` of them is up to the caller; texts never repeat. */
export function* generatePosts(authors = 500): Generator<UnstampedEvent> {
  const moods = ['I love', 'I am so angry about', 'Has anyone else seen', 'Thank you for', 'This made me laugh:', 'I am worried about']
  const things = ['the weather', 'this new phone', 'my train', 'the game tonight', 'that film', 'the update']
  for (let number = 0; ; number += 1) {
    const text = `${moods[number % moods.length]} ${things[Math.floor(number / moods.length) % things.length]} (${number})`
    yield postEvent(didOf(number % authors), `3k${number.toString(36).padStart(11, '2')}`, text)
  }
}
