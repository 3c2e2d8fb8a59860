import { createServer, type RequestListener, type Server } from 'node:http'
import { closeServer, listenOn } from '../http-server.ts'

export type Served = { url: string; server: Server; close: () => Promise<void> }

/** A server on a free port of this machine. */
export async function serve(listener: RequestListener): Promise<Served> {
  const server = createServer(listener)
  const port = await listenOn(server, '127.0.0.1', 0)
  return { url: `http://127.0.0.1:${port}`, server, close: () => closeServer(server) }
}
