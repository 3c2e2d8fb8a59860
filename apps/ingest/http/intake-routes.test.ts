import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type IntakeServer, startIntake } from '../testing/intake-server.ts'

const NDJSON = 'application/x-ndjson'
let intake: IntakeServer
beforeEach(async () => {
  intake = await startIntake()
})
afterEach(() => intake.stop())

describe('POST /posts', () => {
  it('takes one post and has it in the log before it answers', async () => {
    const before = Date.now()
    const answer = await intake.post({ id: '1', text: 'hello', author: 'a', lang: 'en', replyTo: '0', url: 'https://example.com/1' })
    expect(answer).toEqual({ status: 202, body: { accepted: 1, rejected: [], rejectedCount: 0 } })
    const [record] = await intake.records()
    expect(record).toMatchObject({ $op: 'post', source: 'http', id: '1', text: 'hello', author: 'a', replyTo: '0' })
    expect(record?.$version).toBeUndefined()
    expect(record?.$time).toBeGreaterThanOrEqual(before)
    expect(await intake.keys()).toEqual(['http/1'])
  })

  it('counts a post under its createdAt', async () => {
    await intake.post({ id: '1', text: 'old', createdAt: '2024-05-06T07:08:09+02:00' })
    expect((await intake.records())[0]?.$time).toBe(Date.parse('2024-05-06T05:08:09Z'))
  })

  it('takes an array, refuses its bad items by index and keeps the order of the rest', async () => {
    const { status, body } = await intake.post([{ id: '1', text: 'a' }, { id: '2' }, 7, { id: '3', text: 'b' }])
    expect(status).toBe(202)
    expect(body).toMatchObject({ accepted: 2, rejectedCount: 2 })
    expect(body.rejected.map(({ index, field }) => [index, field])).toEqual([
      [1, 'text'],
      [2, ''],
    ])
    expect((await intake.keys()).join()).toBe('http/1,http/3')
  })

  it.each([
    ['an empty text', { id: '1', text: '' }, 'text', 'must not be empty'],
    ['a blank text', { id: '1', text: ' \n' }, 'text', 'must not be empty'],
    ['a text of 1 MB', { id: '1', text: 'x'.repeat(1_000_000) }, 'text', 'must have at most 10000 characters'],
    ['a lone surrogate', '{"id":"1","text":"a\\ud800b"}', 'text', 'must be well-formed Unicode without NUL characters'],
    ['a NUL', '{"id":"1","text":"a\\u0000b"}', 'text', 'must be well-formed Unicode without NUL characters'],
    ['a NUL in the id', '{"id":"1\\u0000","text":"a"}', 'id', 'must be well-formed Unicode without NUL characters'],
    ['a text that is a number', { id: '1', text: 5 }, 'text', 'must be a string'],
    ['an id that is a number', { id: 1, text: 'a' }, 'id', 'must be a string'],
    ['a null', { id: '1', text: null }, 'text', 'must be a string'],
    ['no id', { text: 'a' }, 'id', 'is required'],
    ['no text', { id: '1' }, 'text', 'is required'],
    ['an unknown field', { id: '1', text: 'a', mood: 'good' }, 'mood', 'is not a field of a post'],
    ['our own fields', { id: '1', text: 'a', $op: 'delete' }, '$op', 'is not a field of a post'],
    ['__proto__', '{"id":"1","text":"a","__proto__":{}}', '__proto__', 'is not a field of a post'],
    ['a future time', { id: '1', text: 'a', createdAt: new Date(Date.now() + 6 * 60_000).toISOString() }, 'createdAt', 'ahead'],
    ['a time that is none', { id: '1', text: 'a', createdAt: 'yesterday' }, 'createdAt', 'must be an ISO 8601 time'],
    ['a day that is none', { id: '1', text: 'a', createdAt: '2026-02-30T00:00:00Z' }, 'createdAt', 'must be'],
    ['a reserved source', { id: '1', text: 'a', source: 'bluesky' }, 'source', 'connected source'],
    ['the demo as a source', { id: '1', text: 'a', source: 'demo' }, 'source', 'connected source'],
    ['a source with a slash', { id: '1', text: 'a', source: 'a/b' }, 'source', 'must match'],
    ['a language that is none', { id: '1', text: 'a', lang: 'english please' }, 'lang', 'must be a language tag'],
    ['an address of another kind', { id: '1', text: 'a', url: 'javascript:alert(1)' }, 'url', 'http'],
    ['a string', '"hello"', '', 'must be an object'],
  ])('refuses %s with field and reason', async (_name, body, field, message) => {
    const answer = await intake.post(body)
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ accepted: 0, rejectedCount: 1, rejected: [{ index: 0, field }], error: { code: 'rejected' } })
    expect(answer.body.rejected[0]?.message).toContain(message)
    if (field !== '') expect(answer.body.error?.field).toBe(field)
    expect(await intake.records()).toEqual([])
  })

  it('takes what is nearly too much', async () => {
    const createdAt = new Date(Date.now() + 4 * 60_000).toISOString()
    expect((await intake.post({ id: 'i'.repeat(512), text: '😀'.repeat(5_000), createdAt })).status).toBe(202)
  })

  it.each([
    ['{"id":"1","text":oops}', 'malformed_json', 'at position 17'],
    ['{"id":"1"', 'malformed_json', 'at position 9'],
    ['', 'malformed_json', 'at position 0'],
    [Buffer.from([0x7b, 0xff, 0x7d]), 'invalid_utf8', 'UTF-8'],
    ['[]', 'no_posts', 'no post'],
  ])('answers 400 to the body %j', async (body, code, message) => {
    const answer = await intake.post(body)
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ error: { code }, accepted: 0, rejected: [], rejectedCount: 0 })
    expect(answer.body.error?.message).toContain(message)
  })

  it('answers 415 to other types, other charsets and other encodings', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1'])
      expect((await intake.post({ id: '1', text: 'a' }, type)).status).toBe(415)
    expect((await intake.post({ id: '1', text: 'a' }, 'application/json', { 'content-encoding': 'br' })).status).toBe(415)
    expect((await intake.post({ id: '1', text: 'a' }, 'application/json; charset=UTF-8')).status).toBe(202)
  })

  it('answers 413 to a JSON body over 32 MB and 400 to over 10,000 posts', async () => {
    expect((await intake.post(`"${'x'.repeat(33 * 1024 * 1024)}"`)).status).toBe(413)
    const many = Array.from({ length: 10_001 }, (_, index) => ({ id: String(index), text: 'a' }))
    expect((await intake.post(many)).body.error?.code).toBe('too_many_posts')
    expect(await intake.records()).toEqual([])
    expect((await intake.post(many.slice(1))).body.accepted).toBe(10_000)
  })

  it('lists at most 1,000 refusals and counts all', async () => {
    const { body } = await intake.post(Array.from({ length: 1_500 }, () => ({})))
    expect(body.rejected).toHaveLength(1_000)
    expect(body.rejectedCount).toBe(1_500)
  })

  it('takes NDJSON: empty lines, Windows ends, no last end, wrong lines in between', async () => {
    const long = JSON.stringify({ id: 'long', text: 'x'.repeat(1_000_000) })
    const lines = ['{"id":"1","text":"a"}\r', '', long, '{"id":', '[]', '{"id":"2","text":"b"}', '   ', '{"id":"3","text":"c"}']
    const { status, body } = await intake.post(lines.join('\n'), NDJSON)
    expect(status).toBe(202)
    expect(body).toMatchObject({ accepted: 3, rejectedCount: 3 })
    expect(body.rejected.map(({ index }) => index)).toEqual([2, 3, 4])
    expect(body.rejected[0]?.message).toContain('131072 bytes')
    expect((await intake.keys()).join()).toBe('http/1,http/2,http/3')
  })

  it('refuses a line that is not UTF-8 and goes on', async () => {
    const body = Buffer.concat([Buffer.from('{"id":"1","text":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}\n{"id":"2","text":"b"}\n')])
    expect((await intake.post(body, NDJSON)).body).toMatchObject({ accepted: 1, rejected: [{ index: 0, message: 'is not valid UTF-8' }] })
  })

  it('unpacks gzip, and says so when it is damaged', async () => {
    const packed = gzipSync('{"id":"1","text":"a"}\n{"id":"2","text":"b"}\n')
    const headers = { 'content-encoding': 'gzip' }
    expect((await intake.post(packed, NDJSON, headers)).body.accepted).toBe(2)
    const broken = await intake.post(packed.subarray(0, 20), NDJSON, headers)
    expect(broken).toMatchObject({ status: 400, body: { error: { code: 'broken_body' } } })
    expect((await intake.post('no gzip at all', NDJSON, headers)).body.error?.code).toBe('broken_body')
  })
})

describe('DELETE /posts/:source/:id', () => {
  const remove = async (path: string) => {
    const response = await fetch(`${intake.url}/${path}`, { method: 'DELETE' })
    return { status: response.status, body: await response.json() }
  }

  it('appends a final delete, whatever the source and the characters of the id', async () => {
    const id = 'at://did:plc:x/app.bsky.feed.post/3k%2F?#ü'
    expect(await remove(`bluesky/${encodeURIComponent(id)}`)).toEqual({ status: 202, body: { accepted: 1 } })
    const [record] = await intake.records()
    expect(record).toMatchObject({ $op: 'delete', source: 'bluesky', id })
    expect(record?.$version).toBeUndefined()
    expect(await intake.keys()).toEqual([`bluesky/${id}`])
  })

  it.each(['no/slashes/like-this', 'UPPER/1', 'http/%00', 'http/%ff', `http/${'x'.repeat(513)}`, 'http/', 'http'])(
    'refuses %s',
    async (path) => {
      const answer = await remove(path)
      expect(answer.status).toBe(400)
      expect(answer.body).toMatchObject({ error: { field: expect.stringMatching(/^(id|source)$/) } })
      expect(await intake.records()).toEqual([])
    },
  )
})
