import { MAX_TEXT } from '@groundswell/shared/post.ts'
import { createRoute, z } from '@hono/zod-openapi'
import { json, REFUSED, UNAUTHORISED, UNAVAILABLE } from '../answers.ts'
import type { Api, ApiServices } from '../context.ts'
import { emotion } from '../schemas.ts'

const text = z.string().min(1).max(MAX_TEXT)
const probability = z.number().min(0).max(1)
const model = z.object({ name: z.string(), version: z.string() }).openapi({ description: 'the one model that made all of them' })
const prediction = z.object({
  emotion: emotion.openapi({ description: 'the top emotion' }),
  emotions: z.array(z.object({ label: emotion, score: probability })).openapi({ description: 'those present, highest first' }),
  scores: z.partialRecord(emotion, probability),
  tokens: z
    .array(z.object({ text: z.string(), start: z.int(), end: z.int(), weight: z.number() }))
    .optional()
    .openapi({
      description:
        'with explain=true: words, emoji and signs in order, `start` to `end` in UTF-16 code units of the text, and by how much the top emotion falls without each',
    }),
})

const route = createRoute({
  method: 'post',
  path: '/predict',
  tags: ['Model'],
  summary: 'Score texts without keeping them',
  request: {
    query: z.strictObject({ explain: z.enum(['true', 'false']).optional() }),
    body: {
      required: true,
      content: {
        'application/json': { schema: z.union([z.strictObject({ text }), z.strictObject({ texts: z.array(text).min(1).max(256) })]) },
      },
    },
  },
  responses: {
    200: json('one prediction a text, in their order', z.object({ model, predictions: z.array(prediction) })),
    400: REFUSED,
    401: UNAUTHORISED,
    503: UNAVAILABLE,
  },
})

/** The classifier checks and answers: the same code that scores the stream. */
export function addPostPredict(api: Api, { classifier }: ApiServices): void {
  api.openAPIRegistry.registerPath(route)
  api.post(route.getRoutingPath(), (context) => classifier.forward(context.env.incoming))
}
