import type { Status } from '@groundswell/shared/live-events.ts'
import { liveEvents, liveResyncs } from '../server/metrics.ts'
import type { Audience } from './audience.ts'
import type { LiveServer, LiveSocket } from './socket-types.ts'

const ROOM = 'brand:'
/**
 * A line that is busy for so long after it was first seen to be is slow: a tick waits in memory until then, and no more.
 * A little less than lies between two rounds with changes, whose timers may be early.
 */
const SLOW_AFTER_MS = 240

/** The browsers connected over Socket.IO. A watcher is in its brand's room; one that waits is in none. */
export class SocketAudience implements Audience {
  readonly #io: LiveServer
  readonly #waiting = new Map<LiveSocket, string>()

  constructor(io: LiveServer) {
    this.#io = io
  }

  /** A browser wants a brand from now on: it gets the snapshot, then the changes. */
  watch(socket: LiveSocket, brand: string): void {
    this.unwatch(socket)
    this.#waiting.set(socket, brand)
  }

  unwatch(socket: LiveSocket): void {
    this.#waiting.delete(socket)
    for (const room of socket.rooms) if (room.startsWith(ROOM)) socket.leave(room)
  }

  /** Forgets a browser that has gone; Socket.IO has taken it out of its rooms. */
  forget(socket: LiveSocket): void {
    this.#waiting.delete(socket)
  }

  isEmpty(): boolean {
    return this.#waiting.size === 0 && this.watched().length === 0
  }

  watched(): string[] {
    return [...this.#io.sockets.adapter.rooms.keys()].filter((room) => room.startsWith(ROOM)).map((room) => room.slice(ROOM.length))
  }

  awaited(): string[] {
    return [...new Set([...this.#waiting].filter(([socket]) => !isBusy(socket)).map(([, brand]) => brand))]
  }

  sortOutSlow(now: number): void {
    for (const socket of this.#io.sockets.sockets.values()) {
      socket.data.busySince = isBusy(socket) ? (socket.data.busySince ?? now) : null
      if (socket.data.busySince === null || now - socket.data.busySince < SLOW_AFTER_MS) continue
      const brand = watchedBrand(socket)
      if (brand === null) continue
      liveResyncs.inc()
      this.watch(socket, brand)
    }
  }

  answer(brand: string, snapshot: Parameters<Audience['answer']>[1]): void {
    const arriving: LiveSocket[] = []
    for (const [socket, wanted] of this.#waiting) if (wanted === brand && !isBusy(socket)) arriving.push(socket)
    if (arriving.length === 0) return
    for (const socket of arriving) {
      this.#waiting.delete(socket)
      socket.join(ROOM + brand)
    }
    liveEvents.inc({ event: 'snapshot' })
    // Each socket's own room: so a snapshot is written out once, however many came back after a restart.
    this.#io.to(arriving.map(({ id }) => id)).emit('snapshot', snapshot)
  }

  posts(brand: string, event: Parameters<Audience['posts']>[1]): void {
    liveEvents.inc({ event: 'posts' })
    this.#io.to(ROOM + brand).emit('posts', event)
  }

  trend(brand: string, event: Parameters<Audience['trend']>[1]): void {
    liveEvents.inc({ event: 'trend' })
    this.#io.to(ROOM + brand).emit('trend', event)
  }

  refreshAll(): void {
    for (const socket of this.#io.sockets.sockets.values()) {
      const brand = watchedBrand(socket)
      if (brand !== null) this.watch(socket, brand)
    }
  }

  /** Each one repeats all of the last one, so a busy line may miss it. */
  status(status: Status): void {
    liveEvents.inc({ event: 'status' })
    this.#io.volatile.emit('status', status)
  }
}

/** True while what was sent last has not left for the network. */
const isBusy = (socket: LiveSocket) => !socket.conn.transport.writable

function watchedBrand(socket: LiveSocket): string | null {
  for (const room of socket.rooms) if (room.startsWith(ROOM)) return room.slice(ROOM.length)
  return null
}
