import { postSchema } from '@groundswell/shared/post.ts'
import { createRoute, z } from '@hono/zod-openapi'
import { json, REFUSED, UNAUTHORISED, UNAVAILABLE } from '../answers.ts'
import type { Api, ApiServices } from '../context.ts'

const accepted = z.object({
  accepted: z.int(),
  rejected: z
    .array(z.object({ index: z.int(), field: z.string(), message: z.string() }))
    .openapi({ description: 'at most 1,000 are listed' }),
  rejectedCount: z.int(),
})

const route = createRoute({
  method: 'post',
  path: '/posts',
  tags: ['Posts'],
  summary: 'Hand in posts',
  description:
    'One post, an array of up to 10,000, or NDJSON of any length. The same (source, id) again counts once; with another text it is an edit.',
  request: {
    body: {
      required: true,
      content: {
        'application/json': { schema: z.union([postSchema, z.array(postSchema).max(10_000)]) },
        'application/x-ndjson': { schema: z.string().openapi({ description: 'one post a line, of the schema of application/json' }) },
      },
    },
  },
  responses: { 202: json('the accepted posts are durable', accepted), 400: REFUSED, 401: UNAUTHORISED, 503: UNAVAILABLE },
})

/** Ingest checks the posts, with the schema that stands here: the dashboard passes them on as they come. */
export function addPostPosts(api: Api, { ingest }: ApiServices): void {
  api.openAPIRegistry.registerPath(route)
  api.post(route.getRoutingPath(), (context) => ingest.forward(context.env.incoming))
}
