import type { IncomingMessage } from 'node:http'

/** What deciding about a request needs to know of it; nothing else of a request may make anybody an administrator. */
export type RequestFacts = {
  remoteAddress: string | undefined
  host: string | undefined
  origin: string | undefined
  /** Browsers say where a request came from even where they send no Origin. */
  fetchSite: string | undefined
  authorization: string | undefined
  cookie: string | undefined
  /** True when a proxy says that it passed the request on for somebody else. */
  forwarded: boolean
}

export function requestFacts(request: IncomingMessage): RequestFacts {
  const headers = request.headers
  const site = headers['sec-fetch-site']
  return {
    remoteAddress: request.socket.remoteAddress,
    host: headers.host,
    origin: headers.origin,
    fetchSite: Array.isArray(site) ? site[0] : site,
    authorization: headers.authorization,
    cookie: headers.cookie,
    forwarded: Object.keys(headers).some(
      (name) => name === 'forwarded' || name.startsWith('x-forwarded-') || name === 'x-real-ip' || name === 'via',
    ),
  }
}

/** True for a connection from this machine. */
export function isLoopbackAddress(address: string | undefined): boolean {
  if (address === undefined) return false
  const plain = address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address
  return plain === '::1' || /^127(\.\d{1,3}){3}$/.test(plain)
}

/** True where the Host header names this machine, so that no other name can have been pointed at it (DNS rebinding). */
export function isLoopbackHostHeader(host: string | undefined): boolean {
  return host !== undefined && /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i.test(host)
}

/** False when a page of another site made the request: CORS neither covers forms nor WebSockets. */
export function isOwnOrigin(facts: RequestFacts): boolean {
  if (facts.origin === undefined) return facts.fetchSite === undefined || facts.fetchSite === 'same-origin' || facts.fetchSite === 'none'
  if (facts.host === undefined || !URL.canParse(facts.origin)) return false
  return new URL(facts.origin).host === facts.host.toLowerCase()
}
