import { FINAL_VERSION } from '@groundswell/shared/scored-post.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { logRecord } from '../testing.ts'
import { parseRecord } from './parse-record.ts'

const appendedAt = Date.UTC(2026, 10, 21, 9, 30)
const parse = (value: unknown) => parseRecord(logRecord(value, 7, appendedAt))
const origin = { partition: 0, offset: 7, appendedAt }
const post = { id: '1', text: 'hello' }

describe('posts', () => {
  test("a producer's post needs no $op; unknown fields are ignored", () => {
    expect(parse({ ...post, likes: 3, author: 'jo' })).toEqual({
      kind: 'post',
      origin,
      source: 'http',
      id: '1',
      text: 'hello',
      author: 'jo',
      time: appendedAt,
      version: 0,
    })
  })

  test('time is $time, else createdAt, else when the log took it', () => {
    const createdAt = '2026-11-21T09:00:00Z'
    expect(parse({ ...post, createdAt })).toMatchObject({ time: Date.parse(createdAt), createdAt })
    expect(parse({ ...post, createdAt, $time: 1_700_000_000_000, $version: 5 })).toMatchObject({
      time: 1_700_000_000_000,
      createdAt,
      version: 5,
    })
  })

  test("an author's senseless createdAt costs nothing where the source has a clock", () => {
    const parsed = parse({ ...post, $time: appendedAt, createdAt: '0001-01-01T00:00:00Z' })
    expect(parsed).toMatchObject({ kind: 'post', time: appendedAt })
    expect(parsed).not.toHaveProperty('createdAt')
  })
})

describe('deletes', () => {
  test('without a version they are final', () => {
    const deleted = { $op: 'delete', source: 'http', id: 'x' }
    expect(parse(deleted)).toEqual({ kind: 'delete', origin, source: 'http', id: 'x', version: FINAL_VERSION })
    expect(parse({ ...deleted, $version: 9 })).toMatchObject({ version: 9 })
  })

  test('of an author', () => {
    const deleted = { $op: 'delete-author', source: 'bluesky', author: 'did:plc:x', $version: 4 }
    expect(parse(deleted)).toEqual({ kind: 'delete-author', origin, source: 'bluesky', author: 'did:plc:x', version: 4 })
  })
})

describe('dead letters say why', () => {
  const minute = 60_000
  const iso = (ms: number) => new Date(ms).toISOString()
  test.each([
    [Buffer.alloc(0), 'erased', undefined],
    [Buffer.from([0xff, 0xfe, 0x7b]), 'is not UTF-8', undefined],
    ['{"id":', 'is not JSON', undefined],
    ['[]', 'is not a JSON object', undefined],
    ['null', 'is not a JSON object', undefined],
    [{ text: 'x' }, 'expected string', 'id'],
    [{ id: '1', text: 5 }, 'expected string', 'text'],
    [{ id: '1', text: '  ' }, 'must not be empty', 'text'],
    [{ id: '1', text: 'a'.repeat(1_000_000) }, 'at most 10000 characters', 'text'],
    ['{"id":"1","text":"\\ud800"}', 'well-formed', 'text'],
    ['{"id":"1","text":"a\\u0000"}', 'NUL', 'text'],
    [{ ...post, source: 'No!' }, 'must match', 'source'],
    [{ ...post, $op: 'explode' }, '', '$op'],
    [{ ...post, $op: null }, '', '$op'],
    [{ ...post, createdAt: 'yesterday' }, 'ISO 8601', 'createdAt'],
    [{ ...post, createdAt: '1999-12-31T23:59:59Z' }, '2000', 'createdAt'],
    [{ ...post, $time: 5 }, '', '$time'],
    [{ ...post, createdAt: iso(appendedAt + 6 * minute) }, '5 minutes ahead', 'createdAt'],
    [{ ...post, $time: appendedAt + 6 * minute }, '5 minutes ahead', '$time'],
    [{ $op: 'delete', source: 'http' }, 'expected string', 'id'],
  ])('%j', (value, reason, field) => {
    const dead = parse(value)
    expect(dead).toMatchObject({ kind: 'dead', origin, reason: expect.stringContaining(reason) })
    expect(dead).toHaveProperty('value')
    if (field === undefined) expect(dead).not.toHaveProperty('field')
    else expect(dead).toMatchObject({ field })
  })

  test('and keep the beginning of the value', () => {
    const dead = parse('x'.repeat(10_000))
    expect(dead).toMatchObject({ value: Buffer.from('x'.repeat(4096)).toString('base64') })
  })
})

test('never throws, whatever the bytes', () => {
  const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array))
  const anyRecord = fc.oneof(
    bytes,
    fc.json(),
    fc.object({ key: fc.constantFrom('id', 'text', '$op', '$time', 'createdAt', '__proto__', 'lang') }),
  )
  fc.assert(
    fc.property(anyRecord, (value) => {
      expect(['post', 'delete', 'delete-author', 'dead']).toContain(parse(value).kind)
    }),
    { numRuns: 2000 },
  )
})
