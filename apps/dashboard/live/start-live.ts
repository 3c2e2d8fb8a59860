import type { Server as HttpServer, IncomingMessage } from 'node:http'
import type { Logger } from '@groundswell/runtime/logger.ts'
import type { Brand } from '@groundswell/shared/brand.ts'
import type { Status } from '@groundswell/shared/live-events.ts'
import { Server } from 'socket.io'
import { z } from 'zod'
import type { Auth } from '../server/auth.ts'
import { liveClients } from '../server/metrics.ts'
import { isOwnOrigin, requestFacts } from '../server/request-facts.ts'
import { Feed } from './feed.ts'
import type { LiveStore } from './live-store.ts'
import { ALL } from './room.ts'
import { runFeed } from './run-feed.ts'
import { SocketAudience } from './socket-audience.ts'
import type { LiveServer, LiveSocket } from './socket-types.ts'
import { runStatus } from './status-ticker.ts'
import { Waker } from './waker.ts'

/** Requests of a browser are a brand's id; more than this is no browser of ours. */
const MAX_REQUEST_BYTES = 4_000
const watchRequest = z.strictObject({ brand: z.string().max(63).nullable() })

export type LiveOptions = {
  server: HttpServer
  auth: Auth
  brands: readonly Brand[]
  store: LiveStore
  readStatus: () => Promise<Status>
  logger: Logger
  signal: AbortSignal
}

/** Serves the live stream at `/ws` until the signal aborts; one feed and one status for all browsers. */
export function startLive({ server, auth, brands, store, readStatus, logger, signal }: LiveOptions): { close: () => Promise<void> } {
  const io: LiveServer = new Server(server, {
    path: '/ws',
    transports: ['websocket'],
    serveClient: false,
    perMessageDeflate: false,
    maxHttpBufferSize: MAX_REQUEST_BYTES,
    allowRequest: (request, answer) => answer(null, mayConnect(auth, request)),
  })
  const audience = new SocketAudience(io)
  const waker = new Waker()
  const known = new Set(brands.map(({ id }) => id))

  io.on('connection', (socket: LiveSocket) => {
    const decision = auth.decide(requestFacts(socket.request), Date.now())
    if (!decision.ok) return socket.disconnect(true)
    if (decision.caller.by === 'session') socket.data.session = decision.caller.session
    liveClients.inc()
    socket.on('disconnect', () => {
      liveClients.dec()
      audience.forget(socket)
    })
    socket.on('watch', (request: unknown, answer?: unknown) => {
      const refusal = watch(socket, request)
      if (typeof answer === 'function') answer(refusal)
    })
    socket.on('unwatch', () => audience.unwatch(socket))
    status.greet(socket)
  })

  function watch(socket: LiveSocket, request: unknown): { code: string; message: string } | null {
    const parsed = watchRequest.safeParse(request)
    if (!parsed.success) return { code: 'invalid_request', message: 'watch needs {"brand": id}, or null for every post.' }
    const { brand } = parsed.data
    if (brand !== null && !known.has(brand)) return { code: 'not_found', message: `There is no brand "${brand}".` }
    audience.watch(socket, brand ?? ALL)
    waker.wake()
    return null
  }

  const status = runStatus({ io, audience, readStatus, auth, logger, signal })
  const feed = runFeed(new Feed(store, audience), () => audience.isEmpty(), waker, logger, signal)
  return {
    close: async () => {
      await Promise.all([feed, status.done])
      io.disconnectSockets(true)
      // Socket.IO closes the server too, and waits for requests that browsers only keep open.
      const closed = io.close()
      server.closeAllConnections()
      await closed
    },
  }
}

/** WebSockets are not covered by CORS: any page may open one, with its visitor's cookies. */
function mayConnect(auth: Auth, request: IncomingMessage): boolean {
  const facts = requestFacts(request)
  return isOwnOrigin(facts) && auth.decide(facts, Date.now()).ok
}
