import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Topic } from '@groundswell/shared/topics.ts'
import type { LogDatabase } from './log-database.ts'
import { readStamp } from './record-codec.ts'

/** The others hold what people set and decided: they are small and never expire. */
const EXPIRING_TOPICS: readonly Topic[] = ['posts', 'scored-posts', 'dead-letters']
/** Records removed in one transaction; others can write in between. */
const BATCH = 500

export type RetentionLimits = {
  /** Records appended before this go, ms since 1970. */
  appendedBefore: number
  /** Beyond this many bytes in all topics together the oldest records go. */
  maxBytes: number
}

/** Removes records that are too old or too many, never past the slowest group of a topic. Returns how many. */
export async function expireRecords(database: LogDatabase, limits: RetentionLimits, signal: AbortSignal): Promise<number> {
  let removed = 0
  while (!signal.aborted) {
    const now = await database.transact(() => expireSome(database, limits))
    if (now === 0) break
    removed += now
    await nextTurn()
  }
  return removed
}

function expireSome(database: LogDatabase, limits: RetentionLimits): number {
  let excess = EXPIRING_TOPICS.reduce((sum, topic) => sum + database.topic(topic).bytes, 0) - limits.maxBytes
  let removed = 0
  for (const topic of oldestFirst(database)) {
    const table = database.records(topic)
    const row = database.topicRow(topic)
    const state = { ...row.value }
    const passed = database.slowestGroup(topic) ?? state.next
    for (const { key, value } of [...table.getRange({ end: passed, limit: BATCH })]) {
      if (readStamp(value) >= limits.appendedBefore && excess <= 0) break
      void table.remove(key)
      state.start = key + 1
      state.bytes -= value.length
      excess -= value.length
      removed += 1
    }
    if (removed === 0) continue
    database.update(row, state)
    break
  }
  return removed
}

/** Topics by the age of their first record, so that under pressure of size the oldest goes first. */
function oldestFirst(database: LogDatabase): Topic[] {
  const age = (topic: Topic) => {
    const [first] = database.records(topic).getRange({ limit: 1 })
    return first === undefined ? Number.POSITIVE_INFINITY : readStamp(first.value)
  }
  const ages = new Map(EXPIRING_TOPICS.map((topic) => [topic, age(topic)]))
  return [...EXPIRING_TOPICS].sort((a, b) => (ages.get(a) ?? 0) - (ages.get(b) ?? 0))
}
