import { UserError } from '@groundswell/shared/errors.ts'
import { queryPosts } from '@groundswell/storage/emotion-store/queries/posts.ts'
import { createRoute, z } from '@hono/zod-openapi'
import { json, NOT_FOUND, REFUSED, UNAUTHORISED } from '../answers.ts'
import type { Api, ApiServices } from '../context.ts'
import { knownBrand } from '../known-brand.ts'
import { emotion, postViewSchema } from '../schemas.ts'
import { askStore } from '../store-answer.ts'
import { defined, instant, wholeNumber } from '../validation.ts'

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 500

export const listPostsQuery = z.strictObject({
  brand: z.string().min(1, 'must not be empty').optional(),
  emotion: emotion.optional().openapi({ description: 'posts in which it is present' }),
  q: z
    .string()
    .min(1, 'must not be empty')
    .max(200, 'must have at most 200 characters')
    .refine((text) => text.isWellFormed() && !text.includes('\0'), 'must be well-formed Unicode without NUL characters')
    .optional()
    .openapi({ description: 'part of the text, whatever its case' }),
  from: instant.optional(),
  to: instant.optional().openapi({ description: 'exclusive' }),
  limit: wholeNumber(1, MAX_LIMIT).optional().openapi({ default: DEFAULT_LIMIT }),
  cursor: z.string().min(1).max(200, 'must be the nextCursor of an earlier answer').optional(),
})

const route = createRoute({
  method: 'get',
  path: '/posts',
  tags: ['Posts'],
  summary: 'Scored posts, newest first',
  request: { query: listPostsQuery },
  responses: {
    200: json('a page of posts', z.object({ posts: z.array(postViewSchema), nextCursor: z.string().nullable() })),
    400: REFUSED,
    401: UNAUTHORISED,
    404: NOT_FOUND,
  },
})

export function addListPosts(api: Api, { store, brands }: ApiServices): void {
  api.openapi(route, async (context) => {
    const { limit = DEFAULT_LIMIT, ...filters } = context.req.valid('query')
    if (filters.brand !== undefined) knownBrand(brands, filters.brand, 'brand')
    if (filters.from !== undefined && filters.to !== undefined && filters.from >= filters.to)
      throw new UserError(400, 'invalid_parameter', 'from must be before to', 'from')
    return context.json(await askStore(() => queryPosts(store, { ...defined(filters), limit })), 200)
  })
}
