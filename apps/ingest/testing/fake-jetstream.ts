import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { type JetstreamEvent, stampEvent, type UnstampedEvent } from './jetstream-events.ts'

export type FakeJetstream = {
  /** For `JETSTREAM_URL`. */
  url: string
  /** Query strings of the connections so far, in order. */
  requests: URLSearchParams[]
  /** Sends an event to everyone connected and keeps it for cursors; stamped with a rising `time_us` unless it has one. */
  emit: (event: UnstampedEvent) => JetstreamEvent
  /** Sends any bytes as one frame, kept for nobody. */
  sendRaw: (frame: string | Buffer, binary?: boolean) => void
  /** How many are connected now. */
  connected: () => number
  /** Resolves when this many connections have been accepted since the start. */
  untilRequests: (count: number) => Promise<void>
  /** Cuts every connection, without a word as networks do, or with a close frame. */
  drop: (how?: 'cut' | 'close') => void
  /** While silent, connections stay open and nothing is sent (events are kept for cursors). */
  setSilent: (silent: boolean) => void
  /** While refusing, handshakes are answered with 503. */
  setRefusing: (refusing: boolean) => void
  close: () => Promise<void>
}

/**
 * A Jetstream v1 server for tests: path `/subscribe`, filters by `wantedCollections` (account events always pass), replays
 * what is newer than `?cursor=`, then goes on live.
 * @param port a free one unless given (to come back under the same address).
 */
export async function startFakeJetstream(port = 0): Promise<FakeJetstream> {
  const kept: JetstreamEvent[] = []
  const requests: URLSearchParams[] = []
  const wanted = new Map<WebSocket, string[]>()
  const waiting: { count: number; resolve: () => void }[] = []
  let silent = false
  let refusing = false
  let lastUs = 0

  const http = createServer((_request, response) => response.writeHead(404).end())
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  http.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url ?? '/', 'ws://fake')
    if (refusing || url.pathname !== '/subscribe') {
      socket.end(`HTTP/1.1 ${refusing ? '503 Service Unavailable' : '404 Not Found'}\r\nConnection: close\r\n\r\n`)
      return
    }
    sockets.handleUpgrade(request, socket, head, (peer) => accept(peer, url.searchParams))
  })

  const accept = (peer: WebSocket, query: URLSearchParams) => {
    const collections = query.getAll('wantedCollections')
    const cursor = query.get('cursor')
    wanted.set(peer, collections)
    peer.on('close', () => wanted.delete(peer))
    // A peer that vanishes in mid-frame is what some tests are about.
    peer.on('error', () => wanted.delete(peer))
    if (cursor !== null && !silent) for (const event of kept) if (event.time_us > Number(cursor)) send(peer, event)
    requests.push(query)
    for (const waiter of waiting) if (requests.length >= waiter.count) waiter.resolve()
  }
  const send = (peer: WebSocket, event: JetstreamEvent) => {
    const collections = wanted.get(peer) ?? []
    if (event.kind !== 'commit' || collections.length === 0 || collections.includes(event.commit.collection))
      peer.send(JSON.stringify(event))
  }

  http.listen(port, '127.0.0.1')
  await once(http, 'listening')
  return {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/subscribe`,
    requests,
    emit: (unstamped) => {
      const event = stampEvent(unstamped, lastUs)
      lastUs = Math.max(lastUs, event.time_us)
      kept.push(event)
      if (!silent) for (const peer of wanted.keys()) send(peer, event)
      return event
    },
    sendRaw: (frame, binary = false) => {
      for (const peer of wanted.keys()) peer.send(frame, { binary })
    },
    connected: () => wanted.size,
    untilRequests: (count) =>
      new Promise((resolve) => {
        if (requests.length >= count) resolve()
        else waiting.push({ count, resolve })
      }),
    drop: (how = 'cut') => {
      for (const peer of wanted.keys()) {
        if (how === 'cut') peer.terminate()
        else peer.close(1012, 'restarting')
      }
    },
    setSilent: (value) => {
      silent = value
    },
    setRefusing: (value) => {
      refusing = value
    },
    close: async () => {
      for (const peer of wanted.keys()) peer.terminate()
      sockets.close()
      http.closeAllConnections()
      http.close()
      await once(http, 'close')
    },
  }
}
