import { UserError } from '@groundswell/shared/errors.ts'
import { queryTrends, type TrendRequest } from '@groundswell/storage/emotion-store/queries/trends.ts'
import { createRoute, z } from '@hono/zod-openapi'
import { json, NOT_FOUND, REFUSED, UNAUTHORISED } from '../answers.ts'
import type { Api, ApiServices } from '../context.ts'
import { knownBrand } from '../known-brand.ts'
import { trendBucketSchema } from '../schemas.ts'
import { askStore } from '../store-answer.ts'
import { instant, wholeNumber } from '../validation.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const WEEK_SECONDS = 7 * 24 * 3600
export const MAX_BUCKETS = 10_000

export const trendsQuery = z.strictObject({
  brand: z.string().min(1, 'must not be empty').optional().openapi({ description: 'without it every post counts once' }),
  from: instant.optional().openapi({ description: 'default: an hour before `to`' }),
  to: instant.optional().openapi({ description: 'exclusive; default: now' }),
  step: wholeNumber(60, WEEK_SECONDS)
    .refine((step) => step % 60 === 0, 'must be a multiple of 60 seconds')
    .optional()
    .openapi({
      type: 'integer',
      multipleOf: 60,
      default: 60,
      description: 'seconds of a bucket; buckets start at multiples of it since 1970',
    }),
})

/**
 * The question to the store, with what was left out filled in.
 * @throws UserError 400 for a span that is empty or makes too many buckets.
 */
export function trendRequest(query: z.infer<typeof trendsQuery>, now: number): TrendRequest {
  const { brand = null, step = 60 } = query
  const to = query.to ?? new Date(now)
  const from = query.from ?? new Date(Math.floor((to.getTime() - HOUR_MS) / MINUTE_MS) * MINUTE_MS)
  if (from >= to) throw new UserError(400, 'invalid_parameter', 'from must be before to', 'from')
  const buckets = Math.ceil((to.getTime() - from.getTime()) / 1000 / step)
  if (buckets > MAX_BUCKETS) {
    const message = `step makes ${buckets} buckets of this span, and at most ${MAX_BUCKETS} are answered: take a longer step or a shorter span`
    throw new UserError(400, 'invalid_parameter', message, 'step')
  }
  return { brand, from, to, step }
}

const route = createRoute({
  method: 'get',
  path: '/trends',
  tags: ['Trends'],
  summary: 'Posts and emotions over time',
  description: 'Counts are kept by minute: a minute belongs to the span when its start does. Buckets without posts are left out.',
  request: { query: trendsQuery },
  responses: {
    200: json('buckets, oldest first', z.object({ buckets: z.array(trendBucketSchema) })),
    400: REFUSED,
    401: UNAUTHORISED,
    404: NOT_FOUND,
  },
})

export function addListTrends(api: Api, { store, brands }: ApiServices): void {
  api.openapi(route, async (context) => {
    const request = trendRequest(context.req.valid('query'), Date.now())
    if (request.brand !== null) knownBrand(brands, request.brand, 'brand')
    return context.json({ buckets: await askStore(() => queryTrends(store, request)) }, 200)
  })
}
