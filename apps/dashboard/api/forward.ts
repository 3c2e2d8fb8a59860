import { Agent, type IncomingHttpHeaders, type IncomingMessage, request as startRequest } from 'node:http'
import { request as startTlsRequest, Agent as TlsAgent } from 'node:https'
import { Readable } from 'node:stream'
import { UserError } from '@groundswell/shared/errors.ts'

/** How long a part may think once it has the whole request. */
const ANSWER_WITHIN_MS = 60_000
/** The rest of a request is between the caller and the dashboard: credentials stay here. */
const PASSED_ON = ['content-type', 'content-length', 'content-encoding', 'accept', 'accept-encoding']
const PASSED_BACK = ['content-type', 'content-length', 'content-encoding', 'retry-after']

/** A part that answers requests in the dashboard's stead. */
export type Upstream = { forward: (incoming: IncomingMessage) => Promise<Response> }

/**
 * Forwards requests as they come, byte by byte, under the same path: the reader's pace is the writer's pace, and nothing
 * is held in memory. An answer that comes before the request has ended is passed on at once.
 * @param name of the part in error codes: `<name>_unavailable`.
 */
export function createUpstream(name: string, base: string | undefined): Upstream {
  const unavailable = (why: string) => new UserError(503, `${name}_unavailable`, `The ${name} ${why}; try again in a moment.`)
  if (base === undefined) {
    const setting = `${name.toUpperCase()}_URL`
    return {
      forward: async () =>
        Promise.reject(new UserError(503, `${name}_unavailable`, `${setting} is not set, so there is no ${name} to ask.`)),
    }
  }
  const root = new URL(base)
  const secure = root.protocol === 'https:'
  const agent = secure ? new TlsAgent({ keepAlive: true }) : new Agent({ keepAlive: true })
  const prefix = root.pathname.replace(/\/$/, '')

  const forward = (incoming: IncomingMessage) =>
    new Promise<Response>((resolve, reject) => {
      const outgoing = (secure ? startTlsRequest : startRequest)({
        agent,
        protocol: root.protocol,
        // Brackets belong to the address only, not to the host of an IPv6 connection.
        hostname: root.hostname.replace(/^\[|\]$/g, ''),
        port: root.port,
        path: `${prefix}${incoming.url ?? '/'}`,
        method: incoming.method,
        headers: pick(incoming.headers, PASSED_ON),
      })
      const abandon = () => {
        if (!incoming.complete) outgoing.destroy()
      }
      outgoing.on('response', (answer) => {
        const headers = new Headers()
        for (const [key, value] of Object.entries(pick(answer.headers, PASSED_BACK))) headers.set(key, String(value))
        const empty = answer.statusCode === 204 || answer.statusCode === 304
        if (empty) answer.resume()
        resolve(new Response(empty ? null : (Readable.toWeb(answer) as ReadableStream), { status: answer.statusCode ?? 502, headers }))
      })
      outgoing.on('error', () => reject(unavailable('does not answer')))
      outgoing.on('finish', () => outgoing.setTimeout(ANSWER_WITHIN_MS, () => outgoing.destroy()))
      incoming.on('close', abandon)
      outgoing.on('close', () => {
        incoming.off('close', abandon)
        incoming.unpipe(outgoing)
        // Whatever the part did not want is read and thrown away, so that the caller can finish and see the answer.
        incoming.resume()
      })
      incoming.pipe(outgoing)
    })
  return { forward }
}

function pick(headers: IncomingHttpHeaders, names: string[]): Record<string, string> {
  const picked: Record<string, string> = {}
  for (const name of names) {
    const value = headers[name]
    if (value !== undefined) picked[name] = String(value)
  }
  return picked
}
