import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Logger } from '@groundswell/runtime/logger.ts'
import next from 'next'
import type { Auth } from './auth.ts'
import { requestFacts } from './request-facts.ts'
import { pageHeaders } from './security-headers.ts'

const DASHBOARD = fileURLToPath(new URL('..', import.meta.url))
/** What anybody may have: the code and the icons of pages, and the page to sign in on. */
const OPEN = /^\/(_next\/static\/.*|sign-in|[\w-]+\.(ico|svg|png|webmanifest))$/

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>
export type Pages = { handle: Handler; close: () => Promise<void> }

/** The prepared Next build; without one every page answers 503 with what to do, and the API works all the same. */
export async function preparePages(auth: Auth, logger: Logger): Promise<Pages> {
  if (!existsSync(join(DASHBOARD, '.next', 'BUILD_ID'))) {
    logger.warn('the pages are not built: run npm run build --workspace @groundswell/dashboard')
    return { handle: protectedPages(auth, answerUnbuilt), close: async () => undefined }
  }
  // Next reports on stdout, which belongs to results.
  console.log = console.error
  // Next would take part in every WebSocket upgrade of the server it is given; this one has none, and ours are Socket.IO's.
  const app = next({ dev: false, dir: DASHBOARD, httpServer: createServer() })
  await app.prepare()
  return { handle: protectedPages(auth, app.getRequestHandler()), close: () => app.close() }
}

/** Sends whoever may not see a page to the sign-in, and gives every page its headers. */
export function protectedPages(auth: Auth, render: Handler): Handler {
  return async (request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    const nonce = randomBytes(16).toString('base64')
    const headers = pageHeaders(nonce, safeHost(request.headers.host))
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    if (!OPEN.test(path) && !auth.decide(requestFacts(request), Date.now()).ok) {
      const location = `/sign-in?next=${encodeURIComponent(request.url ?? '/')}`
      response.writeHead(302, { location, 'cache-control': 'no-store' }).end()
      return
    }
    // Next takes the nonce of its scripts from the request, the layout takes its own from x-nonce.
    request.headers['content-security-policy'] = headers['content-security-policy']
    request.headers['x-nonce'] = nonce
    await render(request, response)
  }
}

async function answerUnbuilt(_: IncomingMessage, response: ServerResponse): Promise<void> {
  response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
  response.end('The pages are not built. Run: npm run build --workspace @groundswell/dashboard\n')
}

/** The Host header goes into a policy, so only what a host can look like may pass. */
const safeHost = (host: string | undefined) => (host !== undefined && /^[\w.:[\]-]+$/.test(host) ? host : 'localhost')
