import type { ClientEvents, ServerEvents } from '@groundswell/shared/live-events.ts'
import type { DefaultEventsMap, Server, Socket } from 'socket.io'
import type { Session } from '../server/sessions.ts'

/** What the server remembers of a connection. */
export type SocketData = { busySince?: number | null; session?: Session }

export type LiveServer = Server<ClientEvents, ServerEvents, DefaultEventsMap, SocketData>
export type LiveSocket = Socket<ClientEvents, ServerEvents, DefaultEventsMap, SocketData>
