import type { ScoredPost } from '@groundswell/shared/scored-post.ts'
import { expect, test } from 'vitest'
import { logRecord } from '../testing.ts'
import { createEmitRecords } from './emit-records.ts'
import { parseRecord } from './parse-record.ts'
import type { Arrival } from './records.ts'

const emitRecords = createEmitRecords([0, 1, 2])
const emitted = (value: unknown) => {
  const records = emitRecords(parseRecord(logRecord(value, 9)) as Arrival<ScoredPost>)
  return records.map(({ value: written, ...record }) => ({ ...record, value: JSON.parse(String(written)) }))
}

test('a post and its delete have the same key: the one in the value', () => {
  expect(emitted({ id: 'a/b', text: 'x', source: 'forum' })).toMatchObject([{ key: 'forum/a/b', value: { kind: 'post' } }])
  expect(emitted({ $op: 'delete', id: 'a/b', source: 'forum' })).toMatchObject([{ key: 'forum/a/b', value: { kind: 'delete' } }])
})

test('garbage has a key of its own', () => {
  expect(emitted('nonsense')).toMatchObject([{ key: 'dead/0/9', value: { kind: 'dead' } }])
})

test('a deleted author is written to every partition and counts in one', () => {
  const records = emitted({ $op: 'delete-author', source: 'bluesky', author: 'did:x', $version: 3 })
  expect(records.map(({ partition }) => partition)).toEqual([0, 1, 2])
  expect(records.map(({ value }) => value.counted)).toEqual([true, false, false])
  expect(records[1]?.value).toMatchObject({ kind: 'delete-author', author: 'did:x', version: 3, origin: { offset: 9 } })
})
