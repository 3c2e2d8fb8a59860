import type { Logger } from '@groundswell/runtime/logger.ts'
import { pause } from '@groundswell/runtime/pause.ts'
import type { Status } from '@groundswell/shared/live-events.ts'
import type { Auth } from '../server/auth.ts'
import type { SocketAudience } from './socket-audience.ts'
import type { LiveServer, LiveSocket } from './socket-types.ts'

const EVERY_MS = 1_000

export type StatusTickerOptions = {
  io: LiveServer
  audience: SocketAudience
  readStatus: () => Promise<Status>
  auth: Auth
  logger: Logger
  signal: AbortSignal
}

/** Tells everybody the status once a second, read once for all of them and only while somebody is there. */
export function runStatus(options: StatusTickerOptions): { done: Promise<void>; greet: (socket: LiveSocket) => void } {
  const { io, audience, readStatus, auth, logger, signal } = options
  let last: Status | null = null

  const run = async () => {
    while (!signal.aborted) {
      const startedAt = performance.now()
      if (io.sockets.sockets.size === 0) {
        last = null
      } else {
        endSessions(io, auth)
        try {
          last = await readStatus()
          audience.status(last)
        } catch (error) {
          logger.error({ err: error }, 'the status cannot be told')
        }
      }
      await pause(Math.max(0, EVERY_MS - (performance.now() - startedAt)), signal)
    }
  }
  return {
    done: run(),
    // Somebody new sees the last one at once instead of an empty line for a second.
    greet: (socket) => {
      if (last !== null) socket.emit('status', last)
    },
  }
}

/** A connection lives no longer than the session it was opened with. */
function endSessions(io: LiveServer, auth: Auth): void {
  const now = Date.now()
  for (const socket of io.sockets.sockets.values()) {
    const { session } = socket.data
    if (session !== undefined && auth.sessions?.isLive(session, now) !== true) socket.disconnect(true)
  }
}
