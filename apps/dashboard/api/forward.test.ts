import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, request as startRequest } from 'node:http'
import { createLogger } from '@groundswell/runtime/logger.ts'
import { getRequestListener } from '@hono/node-server'
import { afterEach, expect, test } from 'vitest'
import { type Served, serve } from '../server/testing/serve.ts'
import { testServices } from '../server/testing/services.ts'
import { createApi } from './app.ts'
import { createUpstream } from './forward.ts'

const logger = createLogger('test', 'silent')
const served: Served[] = []
afterEach(async () => {
  await Promise.all(served.splice(0).map(({ close }) => close()))
})

/** An API that forwards to an ingest of this test; answers the API's address. */
async function forwardTo(ingest: RequestListener): Promise<string> {
  const behind = await serve(ingest)
  const front = await serve(getRequestListener(createApi(testServices({ ingest: createUpstream('ingest', behind.url) }), logger).fetch))
  served.push(front, behind)
  return front.url
}

async function readAll(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}

test('requests arrive as they were sent, answers come back as they were given; credentials stay here', async () => {
  const url = await forwardTo(async (request, response) => {
    const { headers } = request
    const seen = {
      method: request.method,
      url: request.url,
      type: headers['content-type'],
      authorization: headers.authorization,
      cookie: headers.cookie,
    }
    response.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify({ ...seen, body: await readAll(request) }))
  })
  const headers = { 'content-type': 'application/x-ndjson', cookie: 'a=b' }
  const answer = await fetch(`${url}/api/v1/posts?x=1`, { method: 'POST', headers, body: 'ümläut\n' })
  expect(answer.status).toBe(202)
  expect(await answer.json()).toEqual({ method: 'POST', url: '/api/v1/posts?x=1', type: 'application/x-ndjson', body: 'ümläut\n' })
})

test.each([['at%3A%2F%2Fdid%3Aplc%3Ax%2Fapp.bsky.feed.post%2F3k'], ['100%25%20sure'], ['%F0%9F%98%80'], ['a+b%2Bc']])(
  'the escapes of a path are not touched: %s',
  async (id) => {
    const url = await forwardTo((request, response) => response.writeHead(202).end(request.url))
    const answer = await fetch(`${url}/api/v1/posts/http/${id}`, { method: 'DELETE' })
    expect(await answer.text()).toBe(`/api/v1/posts/http/${id}`)
  },
)

test('a stream flows while it is being written, and no faster than it is read', async () => {
  const arrived: string[] = []
  let paused: IncomingMessage | undefined
  const url = await forwardTo(async (request, response) => {
    request.on('data', (chunk: Buffer) => {
      arrived.push(chunk.toString().slice(0, 5))
      if (arrived.length === 1) {
        paused = request.pause()
      }
    })
    request.on('end', () => response.writeHead(202).end('done'))
  })
  const sending = startRequest(`${url}/api/v1/posts`, { method: 'POST', headers: { 'content-type': 'application/x-ndjson' } })
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>
  sending.write('first')
  await expect.poll(() => arrived).toEqual(['first'])

  const chunk = 'x'.repeat(256 * 1024)
  let written = 0
  // Far more than all the buffers on the way hold: with nobody reading, writing has to stop.
  while (written < 400 && sending.write(chunk)) written += 1
  for (; written < 400; written += 1) {
    const drained = await Promise.race([once(sending, 'drain').then(() => true), stillFull(() => sending.writableLength)])
    if (!drained) break
    sending.write(chunk)
  }
  expect(written).toBeLessThan(200)
  paused?.resume()
  sending.end()
  const [answer] = await answered
  expect(await readAll(answer)).toBe('done')
})

/** Resolves false once what waits to be written has not shrunk for a while of turns. */
async function stillFull(length: () => number): Promise<false> {
  const before = length()
  for (let turn = 0; turn < 2_000; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve))
    if (length() !== before) turn = 0
    if (length() === 0) return await new Promise(() => undefined)
  }
  return false
}

test('an answer that comes before the end of the request is passed on at once', async () => {
  const url = await forwardTo((_, response) => response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":{}}'))
  const sending = startRequest(`${url}/api/v1/posts`, { method: 'POST' })
  sending.on('error', () => undefined)
  sending.write('the first of many')
  const [answer] = (await once(sending, 'response')) as [IncomingMessage]
  expect(answer.statusCode).toBe(400)
  expect(await readAll(answer)).toBe('{"error":{}}')
  sending.destroy()
})

test('an ingest that dies in the middle is 503, and the next request finds its successor', async () => {
  let dies = true
  const url = await forwardTo(async (request, response) => {
    if (dies) return request.socket.destroy()
    response.writeHead(202).end(await readAll(request))
  })
  const send = () => fetch(`${url}/api/v1/posts`, { method: 'POST', body: '{}' })
  const answer = await send()
  expect(answer.status).toBe(503)
  expect(await answer.json()).toMatchObject({ error: { code: 'ingest_unavailable' } })
  dies = false
  expect((await send()).status).toBe(202)
})

test('an ingest that is not there is 503', async () => {
  const port = await closedPort()
  const front = await serve(
    getRequestListener(createApi(testServices({ ingest: createUpstream('ingest', `http://127.0.0.1:${port}`) }), logger).fetch),
  )
  served.push(front)
  const answer = await fetch(`${front.url}/api/v1/posts`, { method: 'POST', body: '{}' })
  expect(answer.status).toBe(503)
})

test('a caller who leaves takes the forwarded request along', async () => {
  const gone = Promise.withResolvers<void>()
  const url = await forwardTo((request) => {
    request.on('data', () => sending.destroy())
    request.on('close', () => gone.resolve())
  })
  const sending = startRequest(`${url}/api/v1/posts`, { method: 'POST' })
  sending.on('error', () => undefined)
  sending.write('half a post')
  await gone.promise
})

async function closedPort(): Promise<number> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  server.close()
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return address.port
}
