import { afterEach, describe, expect, it } from 'vitest'
import { LEAST_FREE_BYTES } from '../disk-guard.ts'
import { type IntakeAnswer, type IntakeServer, startIntake } from '../testing/intake-server.ts'
import { until } from '../testing/until.ts'
import { createResult } from './refusal-list.ts'
import { takeNdjson } from './take-ndjson.ts'

let intake: IntakeServer | undefined
afterEach(async () => {
  await intake?.stop()
  intake = undefined
})

async function start(freeBytes?: () => Promise<number>): Promise<IntakeServer> {
  const started = await startIntake(freeBytes)
  intake = started
  return started
}

const line = (number: number, text = 'hello') => Buffer.from(`{"id":"${number}","text":"${text}"}\n`)

describe('NDJSON as it flows', () => {
  it('has posts in the log while the sender still sends', async () => {
    const { url, keys } = await start()
    let send: ReadableStreamDefaultController<Uint8Array> | undefined
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        send = controller
      },
    })
    const headers = { 'content-type': 'application/x-ndjson' }
    const answer = fetch(url, { method: 'POST', headers, body, duplex: 'half' } as RequestInit)
    send?.enqueue(line(0))
    await until(async () => (await keys()).length === 1)
    send?.enqueue(line(1).subarray(0, 5))
    send?.enqueue(line(1).subarray(5))
    await until(async () => (await keys()).length === 2)
    send?.close()
    expect(await (await answer).json()).toEqual({ accepted: 2, rejected: [], rejectedCount: 0 })
  })

  it('keeps the whole lines of a sender that breaks off', async () => {
    const { url, keys } = await start()
    const stop = new AbortController()
    async function* body() {
      yield line(0)
      yield line(1).subarray(0, 9)
      await new Promise(() => undefined)
    }
    const headers = { 'content-type': 'application/x-ndjson' }
    const answer = fetch(url, {
      method: 'POST',
      headers,
      body: ReadableStream.from(body()),
      duplex: 'half',
      signal: stop.signal,
    } as RequestInit)
    answer.catch(() => undefined)
    await until(async () => (await keys()).length === 1)
    stop.abort()
    await expect(answer).rejects.toThrow()
    expect(await keys()).toEqual(['http/0'])
  })

  it('reads no further while the log is slow', async () => {
    let pulled = 0
    const read = async () => {
      if (pulled === 5_000) return null
      pulled += 1
      return line(pulled, 'x'.repeat(1_000))
    }
    let letGo: () => void = () => undefined
    const gate = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const appended: number[] = []
    const append = async (_intake: string, records: unknown[]) => {
      appended.push(records.length)
      await gate
    }
    const result = createResult('http')
    const taking = takeNdjson({ read, discard: async () => undefined }, { append, hasRoom: async () => true }, result)
    await until(() => appended.length === 1)
    const before = pulled
    await new Promise((resolve) => setImmediate(resolve))
    expect(pulled).toBe(before)
    expect(before).toBeLessThanOrEqual(501)
    letGo()
    await taking
    expect(result.accepted).toBe(5_000)
    expect(Math.max(...appended)).toBeLessThanOrEqual(500)
  })
})

describe('when it cannot be kept', () => {
  it('answers 503 while the disk is nearly full, and goes on by itself afterwards', async () => {
    let free = LEAST_FREE_BYTES - 1
    const server = await start(async () => free)
    const refused = await server.post({ id: '1', text: 'a' })
    expect(refused).toMatchObject({ status: 503, body: { error: { code: 'disk_full' }, accepted: 0 } })
    expect(refused.body.error?.message).toContain('2 GB')
    expect((await fetch(`${server.url}/http/1`, { method: 'DELETE' })).status).toBe(503)
    expect(await server.records()).toEqual([])
    free = LEAST_FREE_BYTES
    await until(async () => (await server.post({ id: '1', text: 'a' })).status === 202)
  })

  it('answers 503 with what is durable when the log fails in the middle', async () => {
    const server = await start()
    const real = server.log.append.bind(server.log)
    let calls = 0
    server.log.append = async (topic, records) => {
      calls += 1
      if (calls === 3) throw new Error('no space left on device')
      await real(topic, records)
    }
    const body = Buffer.concat(Array.from({ length: 2_000 }, (_, number) => line(number)))
    const answer = await server.post(body, 'application/x-ndjson')
    expect(answer.status).toBe(503)
    expect(answer.body.error?.code).toBe('log_unavailable')
    expect(answer.body.accepted).toBe((await server.records()).length)
    expect(answer.body.accepted).toBeGreaterThan(0)
    expect((await server.post({ id: 'x', text: 'a' })).status).toBe(202)
  })

  it('holds only so many large JSON bodies at once', async () => {
    const server = await start()
    const stop = new AbortController()
    async function* large() {
      for (let part = 0; part < 31; part += 1) yield Buffer.alloc(1024 * 1024, 0x20)
      await new Promise(() => undefined)
    }
    const headers = { 'content-type': 'application/json' }
    const send = () =>
      fetch(server.url, { method: 'POST', headers, body: ReadableStream.from(large()), duplex: 'half', signal: stop.signal } as RequestInit)
    const open = Array.from({ length: 5 }, send)
    for (const request of open) request.catch(() => undefined)
    const first = await Promise.race(open)
    expect(first.status).toBe(503)
    expect(((await first.json()) as IntakeAnswer).error?.code).toBe('busy')
    stop.abort()
    await until(async () => (await server.post({ id: '1', text: 'a' })).status === 202)
  })
})
