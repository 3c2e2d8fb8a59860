import { afterEach, expect, test } from 'vitest'
import { Auth } from './auth.ts'
import { protectedPages } from './pages.ts'
import { type Served, serve } from './testing/serve.ts'

const KEY = '0123456789abcdef'
let served: Served | undefined
afterEach(() => served?.close())

async function start(adminKey?: string) {
  const pages = protectedPages(new Auth(adminKey), async (request, response) => {
    response.end(JSON.stringify({ nonce: request.headers['x-nonce'], policy: request.headers['content-security-policy'] }))
  })
  served = await serve(pages)
  const { url } = served
  return (path: string, headers: Record<string, string> = {}) => fetch(url + path, { redirect: 'manual', headers })
}

test('pages lead to the sign-in and back', async () => {
  const ask = await start(KEY)
  const answer = await ask('/docs/api?brand=acme')
  expect(answer.status).toBe(302)
  expect(answer.headers.get('location')).toBe('/sign-in?next=%2Fdocs%2Fapi%3Fbrand%3Dacme')
  expect((await ask('/docs/api', { authorization: `Bearer ${KEY}` })).status).toBe(200)
})

test.each([['/sign-in'], ['/sign-in?next=%2F'], ['/_next/static/chunks/a.js'], ['/icon.svg'], ['/favicon.ico']])(
  '%s is open',
  async (path) => {
    expect((await (await start(KEY))(path)).status).toBe(200)
  },
)

test.each([['/'], ['/_next/data/x.json'], ['/sign-in/x'], ['/x/icon.svg'], ['//sign-in']])('%s is not', async (path) => {
  expect((await (await start(KEY))(path)).status).toBe(302)
})

test('each page has a policy with a nonce of its own, which nobody can send along', async () => {
  const ask = await start()
  const forged = { 'x-nonce': 'mine', 'content-security-policy': "script-src 'nonce-mine'" }
  const [first, second] = [await ask('/', forged), await ask('/')]
  const policy = first.headers.get('content-security-policy') ?? ''
  const seen = (await first.json()) as { nonce: string; policy: string }
  expect(policy).toContain(`'nonce-${seen.nonce}'`)
  expect(policy).toContain("frame-ancestors 'none'")
  expect(seen.policy).toBe(policy)
  expect(seen.nonce).not.toBe('mine')
  expect(second.headers.get('content-security-policy')).not.toBe(policy)
  expect(first.headers.get('referrer-policy')).toBe('no-referrer')
})
