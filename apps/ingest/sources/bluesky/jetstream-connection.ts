import { pause } from '@groundswell/runtime/pause.ts'
import { WebSocket } from 'ws'

/** The socket is left unread while this much waits for the log. */
const MOST_FRAMES = 2_000
const MOST_BYTES = 4 * 1024 * 1024
/** Far above any record of the network (about 1 MB), and still bounded. */
const MAX_FRAME_BYTES = 16 * 1024 * 1024
/** Frames are gathered for this long after the first, so that a busy stream costs 20 appends a second, not 100. */
const GATHER_MS = 50

export type ConnectionLimits = { handshakeMs: number; idleMs: number }

export type JetstreamConnection = {
  /** The frames that came since the last call, at least one; null when the connection has ended and all were taken. */
  take: () => Promise<Buffer[] | null>
  /** Why it ended; empty while it is open. */
  ended: () => string
  close: () => void
}

/**
 * Opens a WebSocket whose frames wait in a bounded queue.
 * @throws Error when the peer does not answer as a WebSocket within `handshakeMs`.
 */
export async function connectJetstream(url: string, limits: ConnectionLimits, signal: AbortSignal): Promise<JetstreamConnection> {
  // We look at UTF-8 ourselves: one bad frame must cost that frame, not the connection.
  const socket = new WebSocket(url, {
    handshakeTimeout: limits.handshakeMs,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    skipUTF8Validation: true,
  })
  // Listens from the first moment: a server that replays may send frames together with its handshake.
  const connection = queueFrames(socket, limits.idleMs, signal)
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
    socket.once('close', () => reject(new Error(`${connection.ended()} during the handshake`)))
  })
  return connection
}

function queueFrames(socket: WebSocket, idleMs: number, signal: AbortSignal): JetstreamConnection {
  let queue: Buffer[] = []
  let bytes = 0
  let reason = ''
  let wake: () => void = () => undefined
  let watchdog: NodeJS.Timeout | undefined

  const end = (why: string) => {
    if (reason !== '') return
    reason = why
    clearTimeout(watchdog)
    signal.removeEventListener('abort', stop)
    socket.terminate()
    wake()
  }
  const stop = () => end('stopped')
  // Sockets go stale without a word: silence means the connection is gone.
  const watch = () => {
    clearTimeout(watchdog)
    watchdog = setTimeout(() => end(`silent for ${idleMs} ms`), idleMs)
  }

  watch()
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  socket.on('error', (error) => end(error.message))
  socket.on('close', (code) => end(`closed with code ${code}`))
  socket.on('message', (data: Buffer) => {
    if (reason !== '') return
    queue.push(data)
    bytes += data.length
    if (queue.length >= MOST_FRAMES || bytes >= MOST_BYTES) {
      socket.pause()
      // While we do not read, silence is our own doing.
      clearTimeout(watchdog)
    } else watchdog?.refresh()
    wake()
  })

  const take = async (): Promise<Buffer[] | null> => {
    await new Promise<void>((resolve) => {
      wake = resolve
      if (queue.length > 0 || reason !== '') resolve()
    })
    if (queue.length === 0) return null
    if (reason === '' && !socket.isPaused) await pause(GATHER_MS, signal)
    const taken = queue
    queue = []
    bytes = 0
    if (reason === '' && socket.isPaused) {
      socket.resume()
      watch()
    }
    return taken
  }
  return { take, ended: () => reason, close: () => end('given up') }
}
