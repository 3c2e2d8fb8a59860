import { pause } from '@groundswell/runtime/pause.ts'
import type { PostRecord } from '@groundswell/shared/post.ts'
import type { PostSource, SourceBatch, SourceState } from '../post-source.ts'
import { calmScript } from './calm-script.ts'
import { type DemoItem, isPost, readCorpus } from './corpus.ts'

/** What the demo takes from the world; tests bring their own, which runs faster. */
export type DemoWorld = { now: () => number; pause: (ms: number, signal: AbortSignal) => Promise<void>; random: () => number }

const REAL_WORLD: DemoWorld = { now: Date.now, pause, random: Math.random }
/** So that no two plays tick alike; shorter than any post's distance to its answer. */
const JITTER_SECONDS = 0.5

/** Plays the story of four fictional brands once as written, then calmer rounds of it, until it is stopped. */
export function createDemoSource(world: DemoWorld = REAL_WORLD): PostSource {
  let state: SourceState = 'starting'

  async function* posts(signal: AbortSignal): AsyncGenerator<SourceBatch> {
    const corpus = readCorpus()
    const run = Math.floor(world.now()).toString(36)
    const records = createRecordMaker(world, `demo/${run}`)
    state = 'playing demo'
    for (let round = 0; !signal.aborted; round += 1) {
      const script = round === 0 ? corpus : calmScript(corpus, world.random)
      records.startRound()
      yield* playScript(jitter(script, world.random), records.make, world, signal)
    }
  }
  return { name: 'demo', intake: 'demo', posts, state: () => state }
}

/** Plays each item at its time; what fell due while the log was slow comes together in one batch. */
async function* playScript(script: DemoItem[], make: (item: DemoItem) => PostRecord | null, world: DemoWorld, signal: AbortSignal) {
  const start = world.now()
  let next = 0
  for (let item = script[next]; item !== undefined; item = script[next]) {
    await world.pause(Math.max(0, start + item.at * 1_000 - world.now()), signal)
    if (signal.aborted) return
    const elapsed = (world.now() - start) / 1_000
    const records: PostRecord[] = []
    // At least one, so that a timer that fires a moment early makes no empty rounds.
    do {
      const record = make(item)
      if (record !== null) records.push(record)
      next += 1
      item = script[next]
    } while (item !== undefined && item.at <= elapsed)
    yield { records, whenDurable: async () => undefined }
  }
}

function jitter(script: DemoItem[], random: () => number): DemoItem[] {
  return script.map((item) => ({ ...item, at: item.at + random() * JITTER_SECONDS })).sort((a, b) => a.at - b.at)
}

/** Makes records with fresh ids and rising versions; a round's answers, edits and deletes refer to that round's posts. */
function createRecordMaker(world: DemoWorld, prefix: string) {
  let count = 0
  let version = 0
  let played = new Map<string, { id: string; author: string; lang: string }>()

  const own = () => {
    const now = Math.floor(world.now())
    version = Math.max(version + 1, now * 1_000)
    return { $version: version, $time: now, source: 'demo' }
  }
  const make = (item: DemoItem): PostRecord | null => {
    if (isPost(item)) {
      const { author, lang, text } = item
      const id = `${prefix}/${count}`
      count += 1
      if (item.id !== undefined) played.set(item.id, { id, author, lang })
      const parent = item.replyTo === undefined ? undefined : played.get(item.replyTo)
      return { $op: 'post', ...own(), id, text, author, lang, ...(parent === undefined ? {} : { replyTo: parent.id }) }
    }
    const target = played.get('edit' in item ? item.edit : item.delete)
    if (target === undefined) return null
    if ('edit' in item) return { $op: 'post', ...own(), ...target, text: item.text }
    return { $op: 'delete', ...own(), id: target.id }
  }
  const startRound = () => {
    played = new Map()
  }
  return { make, startRound }
}
