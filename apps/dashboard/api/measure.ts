import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import { requestSeconds } from '../server/metrics.ts'
import type { ApiEnv } from './context.ts'

/** Durations by route: by its pattern, since ids would make a series each. */
export const measureRequests = createMiddleware<ApiEnv>(async (context, next) => {
  const stop = requestSeconds.startTimer()
  await next()
  const pattern = routePath(context, -1)
  const known = !pattern.endsWith('/v1/*')
  stop({ method: known ? context.req.method : '', route: known ? pattern : 'unknown', status: String(context.res.status) })
})
