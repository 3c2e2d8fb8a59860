import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isLoopbackHost } from '@groundswell/shared/config.ts'
import { type ClickHouseError, clickHouseError } from '../engine/clickhouse-error.ts'

/** The apps know the password of this start; everybody else on this machine is a peer and may ask checked questions. */
export type Caller = 'app' | 'peer'
export type Credentials = { user: string; password: string }

/**
 * Why a request is refused whatever its credentials: a web page in a browser on this machine must not get here, neither
 * directly (Origin, Sec-Fetch-Site) nor by a name that resolves to loopback (Host).
 */
export function browserRefusal(request: IncomingMessage): string | null {
  const { origin, host = '' } = request.headers
  if (origin !== undefined) return 'Requests from web pages (with an Origin header) are refused.'
  const site = request.headers['sec-fetch-site']
  if (site !== undefined && site !== 'none') return 'Requests from web pages (with Sec-Fetch-Site) are refused.'
  if (!isLoopbackHost(hostName(host))) return 'Only requests whose Host is localhost, 127.0.0.1 or [::1] are answered.'
  return null
}

function hostName(host: string): string {
  const bracketed = /^\[(.+)\](?::\d+)?$/.exec(host)?.[1]
  return (bracketed ?? host.replace(/:\d+$/, '')).toLowerCase()
}

/** Who is asking: from Basic, X-ClickHouse-User and -Key, or the URL, in this order. */
export function identify(request: IncomingMessage, query: URLSearchParams, apps: Credentials): Caller | ClickHouseError {
  const given = basic(request) ?? fromHeaders(request) ?? fromQuery(query)
  if (given === null || (given.user === 'default' && given.password === '')) return 'peer'
  if (same(given.user, apps.user) && same(given.password, apps.password)) return 'app'
  const text = `${given.user}: Authentication failed: password is incorrect, or there is no user with such name.`
  return clickHouseError(516, 'AUTHENTICATION_FAILED', text)
}

function basic(request: IncomingMessage): Credentials | null {
  const encoded = /^Basic\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (encoded === undefined) return null
  const [user = '', ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  return { user, password: password.join(':') }
}

function fromHeaders(request: IncomingMessage): Credentials | null {
  const user = request.headers['x-clickhouse-user']
  const password = request.headers['x-clickhouse-key']
  if (user === undefined && password === undefined) return null
  return { user: String(user ?? 'default'), password: String(password ?? '') }
}

function fromQuery(query: URLSearchParams): Credentials | null {
  if (!query.has('user') && !query.has('password')) return null
  return { user: query.get('user') ?? 'default', password: query.get('password') ?? '' }
}

/** Takes the same time wherever the first difference is. */
function same(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(left), digest(right))
}
