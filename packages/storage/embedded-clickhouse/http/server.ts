import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Logger } from '@groundswell/runtime/logger.ts'
import { ClickHouseError, fromEngine } from '../engine/clickhouse-error.ts'
import { browserRefusal, type Caller, type Credentials, identify } from './caller.ts'
import type { Answer } from './queries.ts'
import { readQueryRequest, refuseBlockCompression } from './query-request.ts'
import { createReply } from './reply.ts'
import { ClientStalled } from './stream-select.ts'

export type HttpParts = { apps: Credentials; answers: Record<Caller, Answer>; engineVersion: string; logger: Logger }

const OK_PATHS = new Set(['/ping', '/replicas_status'])

/** ClickHouse's HTTP interface: `/` for queries, `/ping` and `/replicas_status` for those who ask whether it lives. */
export function createClickHouseServer(parts: HttpParts): Server {
  const server = createServer((request, response) => {
    handle(parts, request, response).catch((error: unknown) => {
      parts.logger.error({ err: error }, 'request failed')
      response.destroy()
    })
  })
  // A query may take minutes, and clients keep their connections for the next one.
  server.requestTimeout = 0
  server.keepAliveTimeout = 30_000
  return server
}

async function handle(parts: HttpParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refusal = browserRefusal(request)
  if (refusal !== null) return plain(response, 403, `${refusal}\n`)
  const url = new URL(request.url ?? '/', 'http://localhost')
  if (OK_PATHS.has(url.pathname)) return plain(response, 200, 'Ok.\n')
  if (url.pathname !== '/') return plain(response, 404, `There is no ${url.pathname} here; queries go to /.\n`)
  if (!['GET', 'HEAD', 'POST'].includes(request.method ?? '')) return plain(response, 405, 'Only GET and POST are answered.\n')
  if (request.method !== 'POST' && !url.searchParams.has('query')) return plain(response, 200, 'Ok.\n')
  await answer(parts, request, response, url.searchParams)
}

async function answer(parts: HttpParts, request: IncomingMessage, response: ServerResponse, search: URLSearchParams): Promise<void> {
  const query = readQueryRequest(request, search, randomUUID)
  const reply = createReply(response, query.queryId, query.compression, parts.engineVersion)
  const left = new AbortController()
  response.once('close', () => left.abort(new Error('the client has gone')))
  try {
    const caller = identify(request, search, parts.apps)
    if (caller instanceof ClickHouseError) return reply.fail(caller)
    refuseBlockCompression(search)
    await parts.answers[caller](request, query, reply, left.signal)
  } catch (error) {
    if (error instanceof ClientStalled) response.destroy()
    if (left.signal.aborted || response.destroyed) return
    reply.fail(fromEngine(error))
  } finally {
    // What of the body was not wanted must not be taken for the next request.
    if (!request.complete) request.unpipe().resume()
  }
}

function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=UTF-8' }).end(text)
}
