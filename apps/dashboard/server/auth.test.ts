import { describe, expect, test } from 'vitest'
import { Auth, assertOwnOrigin } from './auth.ts'
import type { RequestFacts } from './request-facts.ts'
import { SESSION_COOKIE } from './sessions.ts'

const KEY = 'correct horse battery'
const NOW = Date.UTC(2026, 10, 21)
const local: RequestFacts = {
  remoteAddress: '127.0.0.1',
  host: 'localhost:3000',
  origin: undefined,
  fetchSite: undefined,
  authorization: undefined,
  cookie: undefined,
  forwarded: false,
}
const bearer = (key: string) => ({ authorization: `Bearer ${key}` })

describe('without ADMIN_KEY', () => {
  const auth = new Auth(undefined)

  test.each([
    ['IPv4', {}],
    ['IPv6', { remoteAddress: '::1', host: '[::1]:3000' }],
    ['IPv4 in IPv6', { remoteAddress: '::ffff:127.0.0.1', host: '127.0.0.1' }],
    ['upper case', { host: 'LOCALHOST:3000' }],
  ])('a request from this machine is admin: %s', (_, facts) => {
    expect(auth.decide({ ...local, ...facts }, NOW)).toEqual({ ok: true, caller: { role: 'admin', by: 'loopback' } })
  })

  test.each([
    ['from another machine', { remoteAddress: '192.168.1.5' }],
    ['from an unknown address', { remoteAddress: undefined }],
    ['to a name that was pointed at this machine', { host: 'evil.example:3000' }],
    ['to a name that begins like this machine', { host: 'localhost.evil.example' }],
    ['to an address that begins like this machine', { host: '127.0.0.1.evil.example' }],
    ['without a Host', { host: undefined }],
    ['passed on by a proxy', { forwarded: true }],
  ])('no credentials %s: refused', (_, facts) => {
    expect(auth.decide({ ...local, ...facts }, NOW)).toMatchObject({ ok: false, code: 'no_credentials' })
  })

  test.each([['Bearer anything-at-all'], ['Bearer '], ['Basic YWRtaW46'], ['']])(
    'with credentials it has their role, which is none: %j',
    (authorization) => {
      expect(auth.decide({ ...local, authorization }, NOW)).toMatchObject({ ok: false, code: 'wrong_key' })
    },
  )

  test('a cookie left over from a time with ADMIN_KEY is no credential', () => {
    const { token } = openSession(new Auth(KEY))
    expect(auth.decide({ ...local, cookie: `${SESSION_COOKIE}=${token}` }, NOW).ok).toBe(true)
    expect(auth.decide({ ...local, remoteAddress: '10.0.0.1', cookie: `${SESSION_COOKIE}=${token}` }, NOW).ok).toBe(false)
  })
})

describe('with ADMIN_KEY', () => {
  const auth = new Auth(KEY)

  test('being local is not enough', () => {
    expect(auth.decide(local, NOW)).toMatchObject({ ok: false, code: 'no_credentials' })
  })

  test('the key is admin from anywhere', () => {
    const far = { ...local, remoteAddress: '203.0.113.9', host: 'dash.example', forwarded: true }
    expect(auth.decide({ ...far, ...bearer(KEY) }, NOW)).toEqual({ ok: true, caller: { role: 'admin', by: 'key' } })
    expect(auth.decide({ ...far, authorization: `bearer  ${KEY} ` }, NOW).ok).toBe(true)
  })

  test.each([[KEY.slice(1)], [`${KEY}0`], [KEY.toUpperCase()], [`"${KEY}"`]])('a key that is almost right is wrong: %s', (key) => {
    expect(auth.decide({ ...local, ...bearer(key) }, NOW)).toMatchObject({ ok: false, code: 'wrong_key' })
  })

  test('a session is admin until it expires, is ended, or the key changes', () => {
    const { token, session, sessions } = openSession(auth)
    const facts = { ...local, remoteAddress: '203.0.113.9', cookie: `other=1; ${SESSION_COOKIE}=${token}` }
    expect(auth.decide(facts, NOW)).toEqual({ ok: true, caller: { role: 'admin', by: 'session', session } })
    expect(new Auth(KEY).decide(facts, NOW).ok).toBe(true)
    expect(new Auth(`${KEY}!`).decide(facts, NOW).ok).toBe(false)
    expect(auth.decide(facts, session.expiresAt).ok).toBe(false)
    sessions.end(session, NOW)
    expect(auth.decide(facts, NOW).ok).toBe(false)
  })

  test('a session whose text was changed is none', () => {
    const { token } = openSession(auth)
    const [id, expiresAt, signature] = token.split('.')
    const later = `${id}.${Number(expiresAt) + 1}.${signature}`
    for (const forged of [later, `${id}.${expiresAt}.`, '', 'x'.repeat(200), `${id}.${expiresAt}.${'A'.repeat(43)}`])
      expect(auth.decide({ ...local, cookie: `${SESSION_COOKIE}=${forged}` }, NOW).ok).toBe(false)
  })

  test('a wrong key is refused even beside a good session', () => {
    const { token } = openSession(auth)
    expect(auth.decide({ ...local, ...bearer('wrong'), cookie: `${SESSION_COOKIE}=${token}` }, NOW).ok).toBe(false)
  })
})

describe('a request that changes something', () => {
  const callers = [
    { role: 'admin', by: 'loopback' } as const,
    { role: 'admin', by: 'session', session: { id: 'x', expiresAt: NOW } } as const,
  ]
  const foreign = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://localhost:8080' },
    { fetchSite: 'cross-site' },
    { fetchSite: 'same-site' },
  ]

  test.each(callers)('is refused from the page of another site: by $by', (caller) => {
    for (const facts of foreign) expect(() => assertOwnOrigin(caller, 'POST', { ...local, ...facts })).toThrow(/another site/)
  })

  test.each(callers)('is let through from our own page and from programs: by $by', (caller) => {
    for (const facts of [{}, { origin: 'http://localhost:3000' }, { fetchSite: 'same-origin' }, { fetchSite: 'none' }])
      expect(() => assertOwnOrigin(caller, 'DELETE', { ...local, ...facts })).not.toThrow()
  })

  test('may come from anywhere with a key, which no browser adds by itself; reading may always', () => {
    const evil = { ...local, origin: 'https://evil.example' }
    expect(() => assertOwnOrigin({ role: 'admin', by: 'key' }, 'POST', evil)).not.toThrow()
    expect(() => assertOwnOrigin({ role: 'admin', by: 'loopback' }, 'GET', evil)).not.toThrow()
  })
})

function openSession(auth: Auth) {
  const sessions = auth.sessions
  if (sessions === null) throw new Error('this Auth has no sessions')
  return { ...sessions.open(NOW), sessions }
}
