import type { Topic } from '@groundswell/shared/topics.ts'
import type { LogRecord } from '../post-log.ts'
import type { LogDatabase } from './log-database.ts'
import { decodeRecord, isWithoutValue, stampRecord, withoutValue } from './record-codec.ts'

/** The embedded log has one partition a topic: one machine gains nothing from more. */
export const PARTITION = 0
/** What one call hands out at most, beyond its first record. */
const MAX_READ_BYTES = 4 * 1024 * 1024
const ERASE_AT_ONCE = 500

/** Writes records, encoded, at the end of a topic as one unit: after a crash all of them are there or none. */
export async function appendEncoded(database: LogDatabase, topic: Topic, records: Buffer[]): Promise<void> {
  const table = database.records(topic)
  const bytes = records.reduce((sum, record) => sum + record.length, 0)
  for (let written = false; !written; ) {
    database.refresh()
    const row = database.topicRow(topic)
    const { start, next } = row.value
    const appendedAt = Math.max(Date.now(), row.value.lastAppendedAt)
    for (const record of records) stampRecord(record, appendedAt)
    // Refused when another process has appended since: then again, behind its records.
    written = await database.writeUnlessChanged(row, () => {
      records.forEach((record, index) => void table.put(next + index, record))
      database.update(row, { start, next: next + records.length, lastAppendedAt: appendedAt, bytes: row.value.bytes + bytes })
    })
  }
}

/** Up to `limit` records from `offset` on, at least one if there is any, then as many as fit into a few MB. */
export function readRecords(database: LogDatabase, topic: Topic, offset: number, limit: number): LogRecord[] {
  database.refresh()
  const found: LogRecord[] = []
  let bytes = 0
  for (const { key, value } of database.records(topic).getRange({ start: offset, limit })) {
    bytes += value.length
    if (found.length > 0 && bytes > MAX_READ_BYTES) break
    found.push(decodeRecord(PARTITION, key, value))
  }
  return found
}

/** Overwrites values at these offsets where every group has passed; counts those whose value is gone now, for whatever reason. */
export async function eraseValues(database: LogDatabase, topic: Topic, offsets: number[]): Promise<number> {
  let gone = 0
  for (let from = 0; from < offsets.length; from += ERASE_AT_ONCE) {
    const some = offsets.slice(from, from + ERASE_AT_ONCE)
    gone += await database.transact(() => eraseSome(database, topic, some))
  }
  return gone
}

function eraseSome(database: LogDatabase, topic: Topic, offsets: number[]): number {
  const table = database.records(topic)
  const row = database.topicRow(topic)
  const state = { ...row.value }
  const passed = Math.min(database.slowestGroup(topic) ?? state.next, state.next)
  let gone = 0
  for (const offset of offsets) {
    if (offset >= passed) continue
    gone += 1
    const record = table.get(offset)
    if (record === undefined || isWithoutValue(record)) continue
    const left = withoutValue(record)
    state.bytes -= record.length - left.length
    void table.put(offset, left)
  }
  database.update(row, state)
  return gone
}
