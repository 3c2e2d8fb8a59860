import { request } from 'node:http'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PASSWORD, type StoreProcess, startStore, USER } from '../testing/store-process.ts'

let store: StoreProcess
const basic = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`

beforeAll(async () => {
  store = await startStore()
  await store.text('CREATE TABLE t (id UInt32, text String) ENGINE = MergeTree ORDER BY id')
})
afterAll(() => store.stop())

type Raw = { status: number; headers: Record<string, unknown>; body: Buffer }
/** node:http, because fetch sets Host and Origin itself. */
function raw(path: string, headers: Record<string, string>, body: string | Buffer = '', method = 'POST'): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, store.url), { method, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }))
      response.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

describe('what curl sends', () => {
  it('is greeted without a query', async () => {
    for (const path of ['', 'ping', 'replicas_status']) expect(await (await fetch(store.url + path)).text()).toBe('Ok.\n')
    expect((await fetch(`${store.url}nothing`)).status).toBe(404)
  })

  it('may be in the URL, in the body, or in both', async () => {
    expect(await (await fetch(`${store.url}?query=SELECT%201`)).text()).toBe('1\n')
    expect(await store.text('SELECT 2')).toBe('2')
    expect(await store.text(', 4', { query: 'SELECT 3' })).toBe('3\t4')
  })

  it('inserts with the data in the body', async () => {
    await store.text('1,x\n2,"y;z"\n', { query: 'INSERT INTO t FORMAT CSV' })
    await store.text(`INSERT INTO t VALUES (3, 'it''s'), (4, 'a;b')`)
    await store.text(`INSERT INTO t SELECT number, 'n' FROM numbers(10, 2)`)
    await store.text('INSERT INTO t FORMAT JSONEachRow {"id": 5, "text": "é"}\n{"id": 6, "text": ""}')
    expect(await store.text('SELECT groupArray(id) FROM (SELECT id FROM t ORDER BY id)')).toBe('[1,2,3,4,5,6,10,11]')
  })

  it('keeps data whole, whatever is in it', async () => {
    await store.text('CREATE TABLE whole (id UInt32, text String) ENGINE = MergeTree ORDER BY id')
    const nasty = 'a\n\nDROP TABLE whole;\n\nb'
    await store.text(`INSERT INTO whole FORMAT CSV\n3,"${nasty}"\n`)
    await store.text(`{"id":4,"text":"x"}\n\n{"id":5,"text":"y"}`, { query: 'INSERT INTO whole FORMAT JSONEachRow' })
    await store.text(`INSERT INTO whole VALUES (6, '${nasty}')`)
    expect(await store.text(`SELECT text FROM whole WHERE id IN (3, 6) FORMAT TSVRaw`)).toBe(`${nasty}\n${nasty}`)
    expect(await store.text('SELECT count() FROM whole WHERE id > 3')).toBe('3')
    const binary = Buffer.alloc(5 * 5_000)
    for (let i = 0; i < 5_000; i += 1) binary.writeUInt32LE(i + 100, i * 5)
    const path = `/?query=${encodeURIComponent('INSERT INTO whole FORMAT RowBinary')}`
    expect((await raw(path, { authorization: basic }, binary)).status).toBe(200)
    expect(await store.text('SELECT count(), max(id) FROM whole WHERE id >= 100')).toBe('5000\t5099')
  })

  it('names its format in the statement, the header or the URL', async () => {
    expect(await store.text('SELECT 1 AS a FORMAT JSONEachRow')).toBe('{"a":1}')
    expect(await store.text('SELECT 1 AS format FORMAT JSONEachRow SETTINGS max_threads = 1;')).toBe('{"format":1}')
    expect(await store.text('SELECT 1 AS a', { default_format: 'JSONEachRow' })).toBe('{"a":1}')
    const response = await store.app('SHOW DATABASES', { default_format: 'CSV' })
    expect(response.headers.get('content-type')).toContain('text/csv')
    expect(await response.text()).toContain('"default"')
  })

  it('reads only, when it is a GET', async () => {
    const response = await fetch(`${store.url}?query=DROP+TABLE+t`, { headers: { authorization: basic } })
    expect(response.headers.get('x-clickhouse-exception-code')).toBe('164')
  })

  it('is one statement', async () => {
    const response = await store.app('SELECT 1; SELECT 2')
    expect([response.status, response.headers.get('x-clickhouse-exception-code')]).toEqual([400, '62'])
    expect(await store.text("SELECT 'a;b'; -- the end")).toBe('a;b')
  })

  it('packs and is packed', async () => {
    const packed = await raw(
      '/?enable_http_compression=1',
      { authorization: basic, 'accept-encoding': 'gzip', 'content-encoding': 'gzip' },
      gzipSync('SELECT 5'),
    )
    expect(packed.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(packed.body).toString()).toBe('5\n')
    const unasked = await raw('/', { authorization: basic, 'accept-encoding': 'gzip' }, 'SELECT 5')
    expect(unasked.body.toString()).toBe('5\n')
    const broken = await raw('/', { authorization: basic, 'content-encoding': 'gzip' }, 'SELECT 5')
    expect(broken.status).toBeGreaterThanOrEqual(400)
    const unknown = await raw('/', { authorization: basic, 'content-encoding': 'snappy' }, 'x')
    expect(unknown.headers['x-clickhouse-exception-code']).toBe('89')
  })

  it('is refused when it is too long, and told so', async () => {
    const long = Buffer.alloc(5_000_000, 'SELECT 1 -- ')
    for (const [body, encoding] of [
      [long, 'identity'],
      [gzipSync(long), 'gzip'],
    ] as const) {
      const answer = await raw('/', { 'content-encoding': encoding }, body)
      expect([answer.status, answer.headers['x-clickhouse-exception-code']]).toEqual([413, '307'])
    }
  })

  it('inserts nothing of a body that breaks off', async () => {
    await store.text('CREATE TABLE half (id UInt32) ENGINE = MergeTree ORDER BY id')
    const cutOff = new Promise<void>((resolve) => {
      const path = `/?query=${encodeURIComponent('INSERT INTO half FORMAT TSV')}`
      const sent = request(new URL(path, store.url), { method: 'POST', headers: { authorization: basic, 'transfer-encoding': 'chunked' } })
      sent.on('error', () => resolve())
      sent.write('1\n2\n', () => sent.destroy(new Error('gone')))
    })
    await cutOff
    expect(await store.text('SELECT count() FROM half')).toBe('0')
  })

  it('may be large', async () => {
    await store.text('CREATE TABLE large (id UInt32, text String) ENGINE = MergeTree ORDER BY id')
    const rows = Buffer.from(Array.from({ length: 200_000 }, (_, i) => `${i}\t${'x'.repeat(120)}\n`).join(''))
    const insert = () =>
      raw(
        `/?query=${encodeURIComponent('INSERT INTO large FORMAT TSV')}`,
        { authorization: basic, 'content-encoding': 'gzip' },
        gzipSync(rows),
      )
    const answers = await Promise.all([insert(), insert(), insert()])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(await store.text('SELECT count(), uniq(_part) FROM large')).toMatch(/^600000\t[1-3]$/)
  })

  it('is counted in the summary', async () => {
    const response = await store.app('SELECT number FROM numbers(1000)', { query_id: 'mine' })
    expect(JSON.parse(response.headers.get('x-clickhouse-summary') ?? '{}')).toMatchObject({ result_rows: '1000' })
    expect(response.headers.get('x-clickhouse-query-id')).toBe('mine')
  })
})

describe('who may ask', () => {
  it.each([
    ['Basic', '', { authorization: basic }],
    ['headers', '', { 'x-clickhouse-user': USER, 'x-clickhouse-key': PASSWORD }],
    ['the URL', `?user=${USER}&password=${PASSWORD}`, {}],
  ])('knows the apps by %s', async (_, query, headers) => {
    expect((await raw(`/${query}`, headers, 'SELECT count() >= 0 FROM t')).body.toString()).toBe('1\n')
  })

  it('refuses a wrong password as ClickHouse does', async () => {
    const answer = await raw('/', { 'x-clickhouse-user': USER, 'x-clickhouse-key': 'wrong' }, 'SELECT 1')
    expect([answer.status, answer.headers['x-clickhouse-exception-code']]).toEqual([401, '516'])
    expect((await raw('/?user=default&password=x', {}, 'SELECT 1')).status).toBe(401)
  })

  it('takes nobody, and default without a password, for a peer', async () => {
    for (const headers of [
      {},
      { authorization: `Basic ${Buffer.from('default:').toString('base64')}` },
      { 'x-clickhouse-user': 'default' },
    ]) {
      expect((await raw('/', headers, 'SELECT 1')).body.toString()).toBe('1\n')
      expect((await raw('/', headers, 'SELECT * FROM default.t')).headers['x-clickhouse-exception-code']).toBe('497')
    }
  })

  it.each([
    ['an Origin', { origin: 'http://localhost:3000' }],
    ['an opaque Origin', { origin: 'null' }],
    ['a request for an image', { 'sec-fetch-site': 'cross-site' }],
    ['another Host', { host: 'rebound.example:8123' }],
    ['a Host that only starts well', { host: 'localhost.example' }],
    ['no Host of this machine', { host: '192.168.0.1' }],
  ])('refuses %s, password or not', async (_, headers) => {
    for (const more of [{}, { authorization: basic }])
      expect((await raw('/?query=SELECT+1', { ...more, ...headers }, '', 'GET')).status).toBe(403)
    expect((await raw('/ping', headers, '', 'GET')).status).toBe(403)
  })

  it.each(['localhost', 'localhost:1234', '127.0.0.1', '[::1]:8123', 'LOCALHOST'])('answers the Host %s', async (host) => {
    expect((await raw('/ping', { host }, '', 'GET')).status).toBe(200)
  })
})

describe('settings', () => {
  it('hold for one request and never reach another', async () => {
    const value = (params: Record<string, string>) => store.text(`SELECT getSetting('max_block_size')`, params)
    const usual = await value({})
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => value(i % 2 === 0 ? { max_block_size: String(1_000 + i) } : {})))
    expect(answers).toEqual(answers.map((_, i) => (i % 2 === 0 ? String(1_000 + i) : usual)))
  })

  it('do not reach the next request after an error either', async () => {
    await store.app('SELECT throwIf(1)', { max_block_size: '7', param_x: '1' })
    expect(await store.text(`SELECT getSetting('max_block_size') != 7`)).toBe('1')
    expect((await store.app('SELECT {x:UInt8}')).headers.get('x-clickhouse-exception-code')).toBe('456')
  })

  it('bind parameters of requests that run at once each to its own', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => store.text('SELECT {x:UInt32} + 0 * sleep(0.01)', { param_x: String(i) })),
    )
    expect(answers).toEqual(answers.map((_, i) => String(i)))
  })

  it('insert at once unless told otherwise, and refuse what is no setting', async () => {
    expect(await store.text(`SELECT getSetting('async_insert')`)).toBe('false')
    const unknown = await store.app('SELECT 1', { no_such_setting: '1' })
    expect([unknown.status, unknown.headers.get('x-clickhouse-exception-code')]).toEqual([404, '115'])
    expect((await store.app('SELECT 1', { "a' = 1, b": '1' })).headers.get('x-clickhouse-exception-code')).toBe('115')
  })

  it('know one time zone, whatever the machine has', async () => {
    expect(
      await store.text(`SELECT timezone(), toDateTime(0), '2026-07-01 00:00:00'::DateTime = toDateTime('2026-07-01 00:00:00', 'UTC')`),
    ).toBe('UTC\t1970-01-01 00:00:00\t1')
  })

  it('choose the database', async () => {
    await store.text('CREATE DATABASE IF NOT EXISTS other')
    expect(await store.text('SELECT currentDatabase()', { database: 'other' })).toBe('other')
    expect((await store.app('SELECT 1', { database: 'no`such' })).headers.get('x-clickhouse-exception-code')).toBe('81')
  })
})
