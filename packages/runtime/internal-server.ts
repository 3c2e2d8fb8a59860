import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { answerError, answerNotFound } from './http-errors.ts'
import type { Logger } from './logger.ts'

export const metrics = new Registry()
collectDefaultMetrics({ register: metrics })

/** What a part still misses before it can do its work; empty means ready. */
export type Readiness = () => string[] | Promise<string[]>

/** Routes every part answers on its internal port: `/health`, `/ready`, `/metrics`. A part may add its own to them. */
export function internalRoutes(logger: Logger, readiness: Readiness): Hono {
  const app = new Hono()
  app.onError(answerError(logger))
  app.notFound(answerNotFound)
  app.get('/health', (context) => context.json({ status: 'ok' }))
  app.get('/ready', async (context) => {
    const missing = await readiness()
    return context.json({ ready: missing.length === 0, missing }, missing.length === 0 ? 200 : 503)
  })
  app.get('/metrics', async (context) => context.text(await metrics.metrics(), 200, { 'content-type': metrics.contentType }))
  return app
}

/** Listens until `close` is called; resolves with the port once it accepts connections. */
export async function listen(app: Hono, host: string, port: number): Promise<{ port: number; close: () => Promise<void> }> {
  return await new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: host, port }, (info) => {
      resolve({
        port: info.port,
        close: () =>
          new Promise<void>((closed) => {
            server.close(() => closed())
            if ('closeAllConnections' in server) server.closeAllConnections()
          }),
      })
    })
    server.on('error', reject)
  })
}
