import { createServer, type Server } from 'node:http'
import type { Logger } from '@groundswell/runtime/logger.ts'
import { UserError } from '@groundswell/shared/errors.ts'
import { getRequestListener } from '@hono/node-server'
import type { Api } from '../api/context.ts'
import type { Pages } from './pages.ts'

/** The one public server: API below `/api/`, everything else is a page. Socket.IO takes `/ws` for itself. */
export function createDashboardServer(api: Api, pages: Pages, logger: Logger): Server {
  const answerApi = getRequestListener(api.fetch)
  const server = createServer((request, response) => {
    const path = request.url ?? ''
    const answered = path === '/api' || path.startsWith('/api/') ? answerApi(request, response) : pages.handle(request, response)
    answered.catch((error: unknown) => {
      logger.error({ err: error, path: path.split('?')[0] }, 'request failed')
      if (response.headersSent) response.destroy()
      else response.writeHead(500, { 'content-type': 'text/plain' }).end('The server failed; its log says why.\n')
    })
  })
  // A stream of posts may be handed in for as long as it lasts; headers still have to come within their own limit.
  server.requestTimeout = 0
  return server
}

/**
 * Resolves with the port once connections are accepted.
 * @throws UserError where the port is taken.
 */
export function listenOn(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error)
      reject(new UserError(400, 'port_in_use', `PORT ${port} is in use on ${host}: choose another one`, 'PORT'))
    })
    server.listen(port, host, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}

export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
