import { Readable } from 'node:stream'
import { type ClickHouseClient, ClickHouseError, ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PASSWORD, type StoreProcess, startStore, USER } from './testing/store-process.ts'

const QUIET = { level: ClickHouseLogLevel.OFF }
let store: StoreProcess
let client: ClickHouseClient

beforeAll(async () => {
  store = await startStore()
  client = createClient({ url: store.url, username: USER, password: PASSWORD, compression: { request: true, response: true }, log: QUIET })
  await client.command({ query: 'CREATE DATABASE groundswell' })
  await client.command({ query: 'CREATE TABLE groundswell.t (id UInt32, text String, at DateTime64(3)) ENGINE = MergeTree ORDER BY id' })
})
afterAll(async () => {
  await client.close()
  await store.stop()
})

const rows = (n: number) => Array.from({ length: n }, (_, id) => ({ id, text: `a 'quoted' \\ "text" \n ${id} 😀`, at: 1_760_000_000_123 }))
const count = async () => {
  const result = await client.query({ query: 'SELECT count() AS n FROM groundswell.t', format: 'JSONEachRow' })
  return Number((await result.json<{ n: string }>())[0]?.n)
}

describe('@clickhouse/client against the embedded store', () => {
  it('pings, with and without a SELECT', async () => {
    expect(await client.ping()).toEqual({ success: true })
    expect(await client.ping({ select: true })).toEqual({ success: true })
    const stranger = createClient({ url: store.url, username: USER, password: 'wrong', log: QUIET })
    const answer = await stranger.ping({ select: true })
    expect(answer.success).toBe(false)
    await stranger.close()
  })

  it('inserts objects and reads them back as they were', async () => {
    await client.command({ query: 'TRUNCATE TABLE groundswell.t' })
    const { summary } = await client.insert({ table: 'groundswell.t', values: rows(100), format: 'JSONEachRow' })
    expect(summary?.written_rows).toBe('100')
    const result = await client.query({ query: 'SELECT id, text FROM groundswell.t ORDER BY id', format: 'JSONEachRow' })
    expect(await result.json()).toEqual(rows(100).map(({ id, text }) => ({ id, text })))
  })

  it('inserts streams and arrays of values, and nothing at all', async () => {
    await client.command({ query: 'TRUNCATE TABLE groundswell.t' })
    await client.insert({ table: 'groundswell.t', values: Readable.from(rows(1_000), { objectMode: true }), format: 'JSONEachRow' })
    await client.insert({
      table: 'groundswell.t',
      values: [
        [7, 'x', 1],
        [8, 'y', 2],
      ],
      columns: ['id', 'text', 'at'],
      format: 'JSONCompactEachRow',
    })
    await client.insert({ table: 'groundswell.t', values: [], format: 'JSONEachRow' })
    await client.insert({ table: 'groundswell.t', values: Readable.from([], { objectMode: true }), format: 'JSONEachRow' })
    expect(await count()).toBe(1_002)
  })

  it('binds parameters of every kind', async () => {
    const query_params = {
      text: "it's \\ a\ttab \n'x'; DROP",
      list: ['a', "b'"],
      n: 2 ** 40,
      nothing: null,
      when: new Date('2026-11-01T00:00:00.500Z'),
      map: { k: 'v' },
    }
    const result = await client.query({
      query:
        'SELECT {text:String} AS text, {list:Array(String)} AS list, {n:UInt64} AS n, {nothing:Nullable(String)} AS nothing, toUnixTimestamp64Milli({when:DateTime64(3)}) AS at, {map:Map(String, String)} AS map',
      query_params,
      format: 'JSONEachRow',
    })
    const { text, list, n, nothing, map } = query_params
    expect(await result.json()).toEqual([{ text, list, n, nothing, at: query_params.when.getTime(), map }])
  })

  it('answers with the query id it was given', async () => {
    const { query_id } = await client.query({ query: 'SELECT 1', query_id: 'mine-1', format: 'JSON' })
    expect(query_id).toBe('mine-1')
  })

  it('streams a large result', async () => {
    const result = await client.query({ query: 'SELECT number FROM numbers(300000)', format: 'JSONCompactEachRow' })
    let sum = 0
    for await (const part of result.stream()) for (const row of part) sum += Number((row.json() as string[])[0])
    expect(sum).toBe((300_000 * 299_999) / 2)
  })

  it('reports errors with their code, before and in the middle of a stream', async () => {
    const early = client.query({ query: 'SELECT nope', format: 'JSONEachRow' })
    await expect(early).rejects.toMatchObject({ code: '47', type: 'UNKNOWN_IDENTIFIER' })
    await expect(client.insert({ table: 'groundswell.t', values: [{ id: 'x' }] })).rejects.toBeInstanceOf(ClickHouseError)
    const late = await client.query({
      query: `SELECT number, throwIf(number = 2000000, 'boom') FROM numbers(3000000)`,
      format: 'JSONEachRow',
    })
    const readAll = async () => {
      for await (const part of late.stream()) expect(part.length).toBeGreaterThan(0)
    }
    // A client that is behind learns of the broken connection before it reads the error in front of it.
    await expect(readAll()).rejects.toThrow(/boom|aborted/)
    expect(await (await client.query({ query: 'SELECT 7 AS x', format: 'JSONEachRow' })).json()).toEqual([{ x: 7 }])
  })

  it('drops a block that is sent again with its token, and only then', async () => {
    await client.command({
      query: 'CREATE TABLE groundswell.once (id UInt32) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 100',
    })
    const insert = (token: string) =>
      client.insert({
        table: 'groundswell.once',
        values: [{ id: 1 }],
        format: 'JSONEachRow',
        clickhouse_settings: {
          insert_deduplication_token: token,
          insert_deduplicate: 1,
          deduplicate_blocks_in_dependent_materialized_views: 1,
          async_insert: 0,
        },
      })
    for (const token of ['a', 'a', 'b', 'b']) await insert(token)
    const result = await client.query({ query: 'SELECT count() AS n FROM groundswell.once', format: 'JSONEachRow' })
    expect(await result.json()).toEqual([{ n: 2 }])
  })

  it('answers a peer of another machine account only from the views', async () => {
    const peer = createClient({ url: store.url, database: 'groundswell', log: QUIET })
    expect(await (await peer.query({ query: 'SELECT 1 AS x', format: 'JSONEachRow' })).json()).toEqual([{ x: 1 }])
    await expect(peer.query({ query: 'SELECT * FROM t' })).rejects.toMatchObject({ code: '497' })
    await expect(peer.insert({ table: 't', values: rows(1) })).rejects.toMatchObject({ code: '497' })
    await peer.close()
  })
})
