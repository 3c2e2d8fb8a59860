import { postRecordSchema } from '@groundswell/shared/post.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  accountEvent,
  deleteEvent,
  didOf,
  editEvent,
  identityEvent,
  likeEvent,
  postEvent,
  stampEvent,
  type UnstampedEvent,
} from '../../testing/jetstream-events.ts'
import { readEvent } from './read-event.ts'

const DID = didOf(7)
const NOW = Date.UTC(2026, 10, 21)
const TIME_US = NOW * 1_000 + 123
const ID = `at://${DID}/app.bsky.feed.post/3kabc`
const read = (event: UnstampedEvent) => readEvent(Buffer.from(JSON.stringify(stampEvent({ ...event, time_us: TIME_US }, 0))), NOW)

describe('readEvent', () => {
  it('makes a post of a create', () => {
    const reply = { root: { uri: 'at://root', cid: 'c' }, parent: { uri: 'at://parent', cid: 'c' } }
    const event = postEvent(DID, '3kabc', 'hello', {
      langs: ['pt-BR', 'en'],
      reply,
      createdAt: '2026-01-02T03:04:05.678Z',
      embed: {},
      facets: [],
    })
    expect(read(Object.assign(event, { cursor: 99 }))).toEqual({
      timeUs: TIME_US,
      refused: null,
      record: {
        $op: 'post',
        $version: TIME_US,
        $time: NOW,
        source: 'bluesky',
        id: ID,
        text: 'hello',
        author: DID,
        createdAt: '2026-01-02T03:04:05.678Z',
        lang: 'pt-BR',
        replyTo: 'at://parent',
        url: `https://bsky.app/profile/${DID}/post/3kabc`,
      },
    })
  })

  it('makes an edit of an update and a delete of a delete', () => {
    expect(read(editEvent(DID, '3kabc', 'better')).record).toMatchObject({ $op: 'post', id: ID, text: 'better', $version: TIME_US })
    expect(read(deleteEvent(DID, '3kabc')).record).toEqual({ $op: 'delete', source: 'bluesky', id: ID, $version: TIME_US, $time: NOW })
  })

  it('counts under the time of the stream, whatever the author says, and drops what does not fit', () => {
    for (const createdAt of ['0000-00-00', '1970-01-01T00:00:00Z', 'soon', 5, null]) {
      const { record } = read(postEvent(DID, '3kabc', 'hello', { createdAt, langs: ['not a tag'], reply: { parent: { uri: '' } } }))
      expect(record).toMatchObject({ $time: NOW, text: 'hello' })
      expect(record).not.toHaveProperty('createdAt')
      expect(record).not.toHaveProperty('lang')
      expect(record).not.toHaveProperty('replyTo')
    }
    expect(read(postEvent(DID, '3kabc', 'x', { createdAt: '2099-01-01T00:00:00Z' })).record).toMatchObject({
      createdAt: '2099-01-01T00:00:00Z',
    })
    expect(read(postEvent(DID, '3kabc', 'x', { langs: undefined })).record).not.toHaveProperty('lang')
  })

  it('honours accounts that are gone, for whatever reason, and nothing else of accounts', () => {
    const gone = { $op: 'delete-author', source: 'bluesky', author: DID, $version: TIME_US, $time: NOW }
    for (const status of ['deleted', 'takendown', 'suspended', 'deactivated', 'unheard-of', undefined])
      expect(read(accountEvent(DID, false, status)).record).toEqual(gone)
    expect(read(accountEvent(DID, true))).toEqual({ timeUs: TIME_US, record: null, refused: null })
    expect(read(identityEvent(DID))).toEqual({ timeUs: TIME_US, record: null, refused: null })
    expect(read(likeEvent(DID, '3kabc'))).toEqual({ timeUs: TIME_US, record: null, refused: null })
  })

  it('refuses posts without text; an edit that takes the text away is a delete', () => {
    expect(read(postEvent(DID, '3kabc', ''))).toMatchObject({ record: null, refused: 'empty_text' })
    expect(read(postEvent(DID, '3kabc', ' \n '))).toMatchObject({ record: null, refused: 'empty_text' })
    expect(read(postEvent(DID, '3kabc', 'x'.repeat(10_001)))).toMatchObject({ record: null, refused: 'text_too_long' })
    expect(read(editEvent(DID, '3kabc', ''))).toMatchObject({ record: { $op: 'delete', id: ID }, refused: 'empty_text' })
  })

  it('repairs broken characters', () => {
    const frame = JSON.stringify(stampEvent({ ...postEvent(DID, '3kabc', 'a?b?'), time_us: TIME_US }, 0))
    const { record } = readEvent(Buffer.from(frame.replace('a?b?', 'a\\ud800b\\u0000')), NOW)
    expect(record).toMatchObject({ text: 'a\ufffdb\ufffd' })
  })

  it.each([
    ['not JSON', '{"did":', 'not_json'],
    ['not UTF-8', Buffer.from([0x7b, 0xff]), 'not_utf8'],
    ['no object', '[1]', 'not_an_object'],
    ['no time', '{"did":"did:plc:x","kind":"commit"}', 'bad_event'],
    ['a time that is text', '{"did":"did:plc:x","time_us":"1","kind":"commit"}', 'bad_event'],
    ['a time before the network', '{"did":"did:plc:x","time_us":1,"kind":"commit"}', 'bad_event'],
    ['no author', `{"time_us":${TIME_US},"kind":"commit"}`, 'bad_event'],
    ['a time that would push the cursor ahead', `{"did":"did:plc:x","time_us":${TIME_US * 2},"kind":"commit"}`, 'future_time'],
  ])('refuses %s without touching the cursor', (_name, frame, refused) => {
    expect(readEvent(Buffer.from(frame), NOW)).toEqual({ timeUs: null, record: null, refused })
  })

  it.each([
    {},
    { commit: null },
    { commit: { collection: 'app.bsky.feed.post' } },
    { commit: { collection: 'app.bsky.feed.post', rkey: 'a', operation: 'create' } },
  ])('refuses a commit that is none: %j', (fields) => {
    const frame = JSON.stringify({ did: DID, time_us: TIME_US, kind: 'commit', ...fields })
    const outcome = readEvent(Buffer.from(frame), NOW)
    expect(outcome.record).toBeNull()
    expect(outcome.timeUs).toBe(TIME_US)
  })

  it('never throws, and what it makes is always a valid record', () => {
    const field = fc.oneof(fc.jsonValue(), fc.constantFrom('create', 'update', 'delete', 'app.bsky.feed.post', '3k'))
    const record = fc.dictionary(fc.constantFrom('text', 'langs', 'createdAt', 'reply'), fc.oneof(field, fc.string({ unit: 'binary' })))
    const commit = fc.record({ operation: field, collection: field, rkey: field, record: fc.oneof(record, field) }, { requiredKeys: [] })
    const event = fc.record({
      did: fc.constant(DID),
      time_us: fc.constant(TIME_US),
      kind: fc.constantFrom('commit', 'account', 'identity', 'new'),
      commit: fc.oneof(
        commit,
        record.map((value) => ({ operation: 'create', collection: 'app.bsky.feed.post', rkey: '3k', record: value })),
      ),
      account: field,
    })
    fc.assert(
      fc.property(event, (value) => {
        const outcome = readEvent(Buffer.from(JSON.stringify(value)), NOW)
        expect(outcome.record === null || postRecordSchema.safeParse(outcome.record).success).toBe(true)
      }),
      { numRuns: 2_000 },
    )
  })
})
