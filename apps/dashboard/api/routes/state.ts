import { metrics } from '@groundswell/runtime/internal-server.ts'
import { createRoute, z } from '@hono/zod-openapi'
import { json, REFUSED, UNAUTHORISED } from '../answers.ts'
import type { Api, ApiServices } from '../context.ts'
import { statusSchema } from '../schemas.ts'

const tags = ['State']
const readySchema = z.object({ ready: z.boolean(), missing: z.array(z.string()) })

const healthRoute = createRoute({
  method: 'get',
  path: '/health',
  tags,
  summary: 'Whether the dashboard is alive',
  security: [],
  responses: { 200: json('it is', z.object({ status: z.literal('ok') })) },
})

const readyRoute = createRoute({
  method: 'get',
  path: '/ready',
  tags,
  summary: 'Whether all parts are connected and the model is loaded',
  security: [],
  responses: { 200: json('they are', readySchema), 503: json('not yet: `missing` says what', readySchema) },
})

const statusRoute = createRoute({
  method: 'get',
  path: '/status',
  tags,
  summary: 'How far the stream is, what became of every record, and which parts answer',
  request: { query: z.strictObject({}) },
  responses: { 200: json('the status; degraded where a part is down', statusSchema), 400: REFUSED, 401: UNAUTHORISED },
})

const metricsRoute = createRoute({
  method: 'get',
  path: '/metrics',
  tags,
  summary: 'Metrics for Prometheus',
  responses: { 200: { description: 'metrics of the dashboard', content: { 'text/plain': { schema: z.string() } } }, 401: UNAUTHORISED },
})

export function addState(api: Api, { readStatus, readMissing }: ApiServices): void {
  api.openapi(healthRoute, (context) => context.json({ status: 'ok' as const }, 200))
  api.openapi(readyRoute, async (context) => {
    const missing = await readMissing()
    return context.json({ ready: missing.length === 0, missing }, missing.length === 0 ? 200 : 503)
  })
  api.openapi(statusRoute, async (context) => context.json(await readStatus(), 200))
  api.openapi(metricsRoute, async (context) => context.text(await metrics.metrics(), 200, { 'content-type': metrics.contentType }))
}
