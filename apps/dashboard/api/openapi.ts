import { createRoute, z } from '@hono/zod-openapi'
import { json, UNAUTHORISED } from './answers.ts'
import type { Api } from './context.ts'

const route = createRoute({
  method: 'get',
  path: '/openapi.json',
  tags: ['State'],
  summary: 'This description',
  responses: { 200: json('OpenAPI 3.1', z.record(z.string(), z.unknown())), 401: UNAUTHORISED },
})

/** Adds the description of all routes that were added before. */
export function addOpenApi(api: Api): void {
  api.openAPIRegistry.registerComponent('securitySchemes', 'key', { type: 'http', scheme: 'bearer' })
  api.openAPIRegistry.registerComponent('securitySchemes', 'session', { type: 'apiKey', in: 'cookie', name: 'groundswell_session' })
  api.openAPIRegistry.registerPath(route)
  let description: ReturnType<Api['getOpenAPI31Document']> | undefined
  api.get(route.getRoutingPath(), (context) => {
    description ??= api.getOpenAPI31Document({
      openapi: '3.1.0',
      info: { title: 'Groundswell', version: '1', description: 'Watches social streams live and shows what people feel.' },
      security: [{ key: [] }, { session: [] }],
    })
    return context.json(description)
  })
}
