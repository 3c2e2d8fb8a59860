import { brandSchema } from '@groundswell/shared/brand.ts'
import { createRoute, z } from '@hono/zod-openapi'
import { json, NOT_FOUND, REFUSED, UNAUTHORISED } from '../answers.ts'
import type { Api, ApiServices } from '../context.ts'
import { knownBrand } from '../known-brand.ts'

const listRoute = createRoute({
  method: 'get',
  path: '/brands',
  tags: ['Brands'],
  summary: 'The brands that are watched',
  request: { query: z.strictObject({}) },
  responses: {
    200: json('all of them', z.object({ brands: z.array(brandSchema), nextCursor: z.null() })),
    400: REFUSED,
    401: UNAUTHORISED,
  },
})

const oneRoute = createRoute({
  method: 'get',
  path: '/brands/{id}',
  tags: ['Brands'],
  summary: 'One brand',
  request: { params: z.object({ id: z.string() }), query: z.strictObject({}) },
  responses: { 200: json('the brand', brandSchema), 401: UNAUTHORISED, 404: NOT_FOUND },
})

export function addBrands(api: Api, { brands }: ApiServices): void {
  api.openapi(listRoute, (context) => context.json({ brands: [...brands], nextCursor: null }, 200))
  api.openapi(oneRoute, (context) => context.json(knownBrand(brands, context.req.valid('param').id, 'id'), 200))
}
