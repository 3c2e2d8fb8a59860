import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type StoreProcess, startStore } from '../testing/store-process.ts'

let store: StoreProcess
beforeAll(async () => {
  store = await startStore()
})
afterAll(() => store.stop())

const residentMb = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${store.pid}/status`, 'utf8'))?.[1]) / 1024
const running = () => store.text(`SELECT count() FROM system.processes WHERE query NOT LIKE '%system.processes%'`)

describe('large results', () => {
  it('are streamed with flat memory, headers once', async () => {
    await store.text('SELECT count() FROM numbers(1000000)')
    const before = residentMb()
    let highest = before
    const response = await store.app('SELECT number, toString(number) AS text FROM numbers(5000000) FORMAT CSVWithNames')
    let bytes = 0
    let start = ''
    for await (const chunk of response.body ?? []) {
      if (bytes === 0) start = Buffer.from(chunk).toString('utf8', 0, 25)
      bytes += chunk.length
      highest = Math.max(highest, residentMb())
    }
    expect(start).toBe('"number","text"\n0,"0"\n1,"')
    expect(bytes).toBe(87_777_780 + '"number","text"\n'.length)
    expect(highest - before).toBeLessThan(150)
  })

  it('are one whole document in formats with a head and a foot', async () => {
    const json = (await (await store.app('SELECT number FROM numbers(200000) FORMAT JSONCompact')).json()) as {
      rows: number
      data: unknown[]
    }
    expect([json.rows, json.data.length]).toEqual([200_000, 200_000])
    const parquet = Buffer.from(await (await store.app('SELECT number FROM numbers(2000000) FORMAT Parquet')).arrayBuffer())
    expect([parquet.subarray(0, 4).toString(), parquet.subarray(-4).toString()]).toEqual(['PAR1', 'PAR1'])
  })

  it('end broken, with the error, when the engine fails in the middle', async () => {
    const failing = `SELECT number, throwIf(number = 3000000, 'boom') FROM numbers(4000000)`
    const response = await store.app(failing)
    expect(response.status).toBe(200)
    const pieces: string[] = []
    const read = async () => {
      for await (const chunk of response.body ?? []) pieces.push(Buffer.from(chunk).toString('utf8'))
    }
    await expect(read()).rejects.toThrow()
    expect(pieces.join('').slice(-600)).toContain('boom')
    // Short enough to be held back, the same error has a status of its own; so has a longer one that is waited for.
    expect((await store.app(failing.replace('3000000', '1000'))).headers.get('x-clickhouse-exception-code')).toBe('395')
    expect((await store.app(failing, { wait_end_of_query: '1' })).headers.get('x-clickhouse-exception-code')).toBe('395')
  })

  it('stop in the engine when their reader goes', async () => {
    const leave = new AbortController()
    const response = await fetch(`${store.url}?query=${encodeURIComponent('SELECT number FROM numbers(100000000000)')}`, {
      headers: { 'x-clickhouse-user': 'groundswell', 'x-clickhouse-key': 'password-of-this-start' },
      signal: leave.signal,
    })
    const reader = response.body?.getReader()
    await reader?.read()
    expect(await running()).toBe('1')
    leave.abort()
    await vi.waitFor(async () => expect(await running()).toBe('0'), { timeout: 5_000, interval: 50 })
  })

  it('give their place back when the reader goes at any moment', async () => {
    for (let ms = 0; ms < 400; ms += 8) {
      const leave = AbortSignal.timeout(ms)
      const query = ms % 16 === 0 ? 'SELECT number FROM numbers(100000000000)' : 'SELECT sleep(0.2), number FROM numbers(1000000)'
      const answer = fetch(`${store.url}?query=${encodeURIComponent(query)}`, {
        headers: { 'x-clickhouse-user': 'groundswell', 'x-clickhouse-key': 'password-of-this-start' },
        signal: leave,
      })
      await answer.then((response) => response.arrayBuffer()).catch(() => null)
    }
    await vi.waitFor(async () => expect(await running()).toBe('0'), { timeout: 5_000, interval: 50 })
    // Five of six places taken leave one for the question; with a place lost it would wait until one of the five has ended.
    const five = Promise.all(Array.from({ length: 5 }, () => store.text('SELECT sleep(2)')))
    await vi.waitFor(async () => expect(await running()).toBe('5'), { timeout: 1_500, interval: 20 })
    await five
  })

  it('wait for a slow reader instead of being kept in memory', async () => {
    const before = residentMb()
    const response = await store.app(`SELECT repeat('x', 100) FROM numbers(10000000)`)
    const reader = response.body?.getReader()
    await reader?.read()
    const quick = await Promise.all(Array.from({ length: 20 }, () => store.text('SELECT 1')))
    expect(quick).toEqual(Array(20).fill('1'))
    expect(residentMb() - before).toBeLessThan(100)
    await reader?.cancel()
    await vi.waitFor(async () => expect(await running()).toBe('0'), { timeout: 5_000, interval: 50 })
  })
})

describe('several at once', () => {
  it('do not wait behind a slow SELECT, nor INSERTs behind SELECTs', async () => {
    await store.text('CREATE TABLE q (id UInt32) ENGINE = MergeTree ORDER BY id')
    let slowEnded = 0
    const slow = Array.from({ length: 5 }, () => store.text('SELECT sleep(2)').then(() => (slowEnded += 1)))
    await vi.waitFor(async () => expect(await running()).toBe('5'), { timeout: 1_500, interval: 20 })
    await store.text('INSERT INTO q VALUES (1)')
    expect(await store.text('SELECT count() FROM q')).toBe('1')
    expect(slowEnded).toBe(0)
    await Promise.all(slow)
  })

  it('end on time', async () => {
    const response = await store.app('SELECT count() FROM numbers(1000000000000) WHERE NOT ignore(number)', { max_execution_time: '1' })
    expect([response.status, response.headers.get('x-clickhouse-exception-code')]).toEqual([408, '159'])
  })
})
