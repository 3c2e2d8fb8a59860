import { postSchema } from '@groundswell/shared/post.ts'
import { createRoute, z } from '@hono/zod-openapi'
import { json, REFUSED, UNAUTHORISED, UNAVAILABLE } from '../answers.ts'
import type { Api, ApiServices } from '../context.ts'

const route = createRoute({
  method: 'delete',
  path: '/posts/{source}/{id}',
  tags: ['Posts'],
  summary: 'Delete a post everywhere',
  description: 'Both parts are percent-encoded. An unknown post is accepted too: it stays deleted when it comes later.',
  request: { params: z.object({ source: z.string().regex(/^[a-z0-9-]{1,32}$/), id: postSchema.shape.id }) },
  responses: { 202: json('the delete is durable', z.object({ accepted: z.int() })), 400: REFUSED, 401: UNAUTHORISED, 503: UNAVAILABLE },
})

/** Ingest reads the path itself: escapes would not survive being undone and done again. */
export function addDeletePost(api: Api, { ingest }: ApiServices): void {
  api.openAPIRegistry.registerPath(route)
  api.delete('/posts/*', (context) => ingest.forward(context.env.incoming))
}
