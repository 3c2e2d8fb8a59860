import { afterEach, describe, expect, it, vi } from 'vitest'
import { apiQuery, askApi, safeNext } from './api.ts'

afterEach(() => vi.unstubAllGlobals())
const answer = (response: () => Promise<Response>) => vi.stubGlobal('fetch', vi.fn(response))

describe('askApi', () => {
  it('answers with the value', async () => {
    answer(async () => Response.json({ brands: [] }))
    expect(await askApi('/brands')).toEqual({ ok: true, value: { brands: [] } })
  })

  it('answers with the code and the words of an error', async () => {
    answer(async () => Response.json({ error: { code: 'not_found', message: 'There is none.' } }, { status: 404 }))
    expect(await askApi('/x')).toEqual({ ok: false, status: 404, code: 'not_found', message: 'There is none.' })
  })

  it('has words for a proxy that answers in HTML, for half an answer and for none', async () => {
    answer(async () => new Response('<h1>Bad gateway</h1>', { status: 502, statusText: 'Bad Gateway' }))
    expect(await askApi('/x')).toMatchObject({ ok: false, status: 502, message: 'The server answered 502 Bad Gateway' })
    answer(async () => new Response('{"a":'))
    expect(await askApi('/x')).toMatchObject({ ok: false, code: 'no_json' })
    answer(async () => Promise.reject(new TypeError('failed')))
    expect(await askApi('/x')).toMatchObject({ ok: false, status: 0, code: 'unreachable' })
  })
})

describe('addresses', () => {
  it('leave out what is not set', () => {
    expect(apiQuery({ brand: null, limit: 50, q: 'a b' })).toBe('?limit=50&q=a+b')
    expect(apiQuery({ brand: undefined })).toBe('')
  })

  it.each([
    ['/?brand=lumo', '/?brand=lumo'],
    ['https://evil.example', '/'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    [null, '/'],
  ])('after signing in, %s leads to %s', (next, path) => expect(safeNext(next)).toBe(path))
})
