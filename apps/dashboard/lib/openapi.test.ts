import { expect, it } from 'vitest'
import { limits, type OpenApi, resolve, sections, typeWords } from './openapi.ts'

const api: OpenApi = {
  paths: {
    '/api/v1/posts': { get: { summary: 'Scored posts' }, post: { summary: 'Send posts', tags: ['Sending'] } },
    '/api/v1/posts/{source}/{id}': { delete: {} },
  },
  components: { schemas: { Brand: { type: 'object', properties: { id: { type: 'string' } } } } },
}

it('groups routes by tag, else by path', () => {
  const groups = sections(api)
  expect(groups.map(({ name, routes }) => [name, routes.map(({ method }) => method)])).toEqual([
    ['posts', ['get', 'delete']],
    ['Sending', ['post']],
  ])
  expect(new Set(groups.flatMap(({ routes }) => routes.map(({ key }) => key))).size).toBe(3)
})

it('follows references, also one that leads nowhere', () => {
  expect(resolve(api, { $ref: '#/components/schemas/Brand' })).toMatchObject({ name: 'Brand', schema: { type: 'object' } })
  expect(resolve(api, { $ref: '#/components/schemas/Nothing' })).toEqual({ name: 'Nothing', schema: {} })
})

it.each([
  [{ type: 'string', format: 'date-time' }, 'string (date-time)'],
  [{ type: ['string', 'null'] }, 'string or null'],
  [{ type: 'array', items: { $ref: '#/components/schemas/Brand' } }, 'array of Brand'],
  [{ enum: ['open', 'decided'] }, '"open" or "decided"'],
  [{ anyOf: [{ type: 'number' }, { type: 'null' }] }, 'number or null'],
  [{ additionalProperties: { type: 'number' } }, 'object of number'],
  [{ properties: {} }, 'object'],
  [{}, 'any'],
])('says the type of %j as %s', (schema, words) => expect(typeWords(schema)).toBe(words))

it('says the limits', () => expect(limits({ minimum: 1, maximum: 100, default: 50 })).toBe('at least 1, at most 100, default 50'))
