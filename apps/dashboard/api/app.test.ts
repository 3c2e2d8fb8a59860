import { createLogger } from '@groundswell/runtime/logger.ts'
import { getRequestListener } from '@hono/node-server'
import { afterEach, describe, expect, test } from 'vitest'
import { Auth } from '../server/auth.ts'
import { type Served, serve } from '../server/testing/serve.ts'
import { testServices } from '../server/testing/services.ts'
import { createApi } from './app.ts'
import type { ApiServices } from './context.ts'

const KEY = '0123456789abcdef'
const logger = createLogger('test', 'silent')
let served: Served | undefined
afterEach(() => served?.close())

async function start(changes: Partial<ApiServices> = {}) {
  served = await serve(getRequestListener(createApi(testServices(changes), logger).fetch))
  const root = `${served.url}/api/v1`
  return async (path: string, init: RequestInit = {}) => {
    const response = await fetch(root + path, init)
    const text = await response.text()
    const body: unknown = response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text
    return { status: response.status, body, headers: response.headers }
  }
}

describe('what is refused, and how', () => {
  test.each([
    ['/trends?brands=acme', 400, 'brands', 'is not known here'],
    ['/trends?step=61', 400, 'step', 'multiple of 60'],
    ['/trends?step=0', 400, 'step', 'whole number from 60'],
    ['/trends?step=abc', 400, 'step', 'whole number from 60'],
    ['/trends?from=yesterday', 400, 'from', 'ISO 8601'],
    ['/trends?from=2026-11-21T09:30:00', 400, 'from', 'with a zone'],
    ['/trends?from=2026-11-21T09:30:00+01:00', 400, 'from', '%2B'],
    ['/trends?from=1812-01-01', 400, 'from', 'between the years'],
    ['/trends?from=2026-11-21&to=2026-11-20', 400, 'from', 'before to'],
    ['/trends?from=2026-11-21&to=2026-11-21', 400, 'from', 'before to'],
    ['/trends?from=2020-01-01&to=2026-01-01', 400, 'step', 'at most 10000'],
    ['/trends?brand=nobody', 404, 'brand', 'no brand "nobody"'],
    ['/trends?brand=acme&brand=acme', 400, 'brand', 'given only once'],
    ['/posts?emotion=rage', 400, 'emotion', 'must be one of admiration'],
    ['/posts?limit=0', 400, 'limit', 'from 1 to 500'],
    ['/posts?limit=501', 400, 'limit', 'from 1 to 500'],
    ['/posts?limit=1e2', 400, 'limit', 'from 1 to 500'],
    ['/posts?q=', 400, 'q', 'must not be empty'],
    ['/posts?q=%00', 400, 'q', 'NUL'],
    ['/posts?brand=nobody', 404, 'brand', 'no brand "nobody"'],
    ['/posts?cursor=nonsense', 400, 'cursor', 'nextCursor'],
    ['/posts?from=2026-11-21&to=2026-11-20', 400, 'from', 'before to'],
    ['/brands?x=1', 400, 'x', 'is not known here'],
    ['/brands/nobody', 404, 'id', 'no brand "nobody"'],
    ['/status?x=1', 400, 'x', 'is not known here'],
  ])('GET %s: %i, field %s', async (path, status, field, message) => {
    const ask = await start()
    const answer = await ask(path)
    expect(answer).toMatchObject({ status, body: { error: { field, message: expect.stringContaining(message) } } })
  })

  test('what does not exist answers 404 in the same shape', async () => {
    const ask = await start()
    expect(await ask('/nothing')).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } })
    expect(await ask('/trends', { method: 'PUT' })).toMatchObject({ status: 404 })
  })

  test('an unexpected failure answers 500 without its details', async () => {
    const ask = await start({ readStatus: () => Promise.reject(new Error('secret detail')) })
    const answer = await ask('/status')
    expect(answer.status).toBe(500)
    expect(JSON.stringify(answer.body)).not.toContain('secret')
  })
})

describe('a part that is down', () => {
  test('the store: 503', async () => {
    const ask = await start()
    for (const path of ['/trends', '/posts'])
      expect(await ask(path)).toMatchObject({ status: 503, body: { error: { code: 'store_unavailable' } } })
  })

  test('ingest and classifier: 503 with their names', async () => {
    const ask = await start()
    const body = { method: 'POST', body: '{}' }
    expect(await ask('/posts', body)).toMatchObject({ status: 503, body: { error: { code: 'ingest_unavailable' } } })
    expect(await ask('/posts/http/1', { method: 'DELETE' })).toMatchObject({ status: 503, body: { error: { code: 'ingest_unavailable' } } })
    expect(await ask('/predict', body)).toMatchObject({ status: 503, body: { error: { code: 'classifier_unavailable' } } })
  })

  test('readiness says what is missing', async () => {
    const ask = await start({ readMissing: async () => ['store'] })
    expect(await ask('/ready')).toMatchObject({ status: 503, body: { ready: false, missing: ['store'] } })
    expect(await ask('/health')).toMatchObject({ status: 200 })
  })
})

describe('access', () => {
  const withKey = () => start({ auth: new Auth(KEY) })
  const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } })
  const protectedPaths = ['/status', '/metrics', '/brands', '/brands/acme', '/trends', '/posts', '/openapi.json', '/nothing']

  test('without a key everything but health and readiness is closed', async () => {
    const ask = await withKey()
    for (const path of protectedPaths) expect((await ask(path)).status, path).toBe(401)
    for (const path of ['/posts', '/predict']) expect((await ask(path, { method: 'POST', body: '{}' })).status, path).toBe(401)
    expect((await ask('/posts/http/1', { method: 'DELETE' })).status).toBe(401)
    expect((await ask('/health')).status).toBe(200)
    expect((await ask('/ready')).status).toBe(200)
  })

  test('a wrong key is refused, the right one is let in', async () => {
    const ask = await withKey()
    expect(await ask('/brands', bearer('wrong'))).toMatchObject({ status: 401, body: { error: { code: 'wrong_key' } } })
    expect((await ask('/brands', bearer(KEY))).status).toBe(200)
  })

  test('a key from the body or the header becomes a session, until it is ended', async () => {
    const ask = await withKey()
    const json = { 'content-type': 'application/json' }
    const byBody = await ask('/session', { method: 'POST', headers: json, body: JSON.stringify({ key: KEY }) })
    expect(byBody).toMatchObject({ status: 200, body: { role: 'admin' } })
    const setCookie = byBody.headers.get('set-cookie') ?? ''
    for (const attribute of ['HttpOnly', 'SameSite=Strict', 'Path=/']) expect(setCookie).toContain(attribute)
    expect((await ask('/session', { method: 'POST', ...bearer(KEY) })).status).toBe(200)

    const cookie = setCookie.split(';')[0] ?? ''
    expect((await ask('/brands', { headers: { cookie } })).status).toBe(200)
    const foreign = { cookie, origin: 'https://evil.example' }
    expect(await ask('/posts', { method: 'POST', headers: foreign, body: '{}' })).toMatchObject({
      status: 403,
      body: { error: { code: 'wrong_origin' } },
    })
    expect((await ask('/posts', { method: 'POST', headers: { cookie }, body: '{}' })).status).toBe(503)
    expect((await ask('/session', { method: 'DELETE', headers: { cookie } })).status).toBe(204)
    expect((await ask('/brands', { headers: { cookie } })).status).toBe(401)
  })

  test.each([
    ['a wrong key', { key: 'wrong' }, 401],
    ['no key', {}, 400],
    ['something else', { key: 5 }, 400],
    ['an unknown field', { key: KEY, role: 'admin' }, 400],
    ['no JSON', '{', 400],
    ['far too much', { key: 'k'.repeat(20_000) }, 413],
  ])('%s makes no session', async (_, body, status) => {
    const ask = await withKey()
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const answer = await ask('/session', { method: 'POST', headers: { 'content-type': 'application/json' }, body: text })
    expect(answer).toMatchObject({ status, body: { error: { code: expect.any(String) } } })
    expect(answer.headers.get('set-cookie')).toBeNull()
  })

  test('while there is no ADMIN_KEY, no key is right', async () => {
    const ask = await start()
    expect((await ask('/session', { method: 'POST', ...bearer('anything') })).status).toBe(401)
    expect((await ask('/brands')).status).toBe(200)
    expect((await ask('/brands', { headers: { 'x-forwarded-for': '203.0.113.9' } })).status).toBe(401)
  })

  test('answers may not be kept, framed or guessed at', async () => {
    const ask = await start()
    for (const path of ['/brands', '/nothing']) {
      const { headers } = await ask(path)
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    }
  })
})

test('the description names every route, with the schemas that check', async () => {
  const ask = await start()
  const { body } = await ask('/openapi.json')
  const description = body as { openapi: string; paths: Record<string, Record<string, { responses: unknown }>> }
  expect(description.openapi).toBe('3.1.0')
  const routes = Object.entries(description.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`))
  expect(routes.sort()).toEqual(
    [
      'delete /api/v1/posts/{source}/{id}',
      'delete /api/v1/session',
      'get /api/v1/brands',
      'get /api/v1/brands/{id}',
      'get /api/v1/health',
      'get /api/v1/metrics',
      'get /api/v1/openapi.json',
      'get /api/v1/posts',
      'get /api/v1/ready',
      'get /api/v1/status',
      'get /api/v1/trends',
      'post /api/v1/posts',
      'post /api/v1/predict',
      'post /api/v1/session',
    ].sort(),
  )
  const text = JSON.stringify(description)
  for (const word of ['"multipleOf":60', '"maxLength":10000', 'date-time', '"nervousness"']) expect(text).toContain(word)
})

test('metrics count requests by route, never by id', async () => {
  const ask = await start()
  await ask('/brands/acme')
  await ask('/some/made-up/path')
  const { body } = await ask('/metrics')
  expect(body).toContain('route="/api/v1/brands/:id"')
  expect(body).toContain('route="unknown"')
  expect(body).not.toContain('made-up')
})
