import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MAX_BUCKETS, trendRequest, trendsQuery } from './list-trends.ts'

const NOW = Date.parse('2026-11-21T09:30:42.123Z')
const iso = (time: number) => new Date(time).toISOString()

test('what is left out is the last hour by minute, of every post', () => {
  expect(trendRequest({}, NOW)).toEqual({ brand: null, from: new Date('2026-11-21T08:30:00Z'), to: new Date(NOW), step: 60 })
  const to = new Date('2026-11-01T00:00:00Z')
  expect(trendRequest({ to }, NOW)).toMatchObject({ from: new Date('2026-10-31T23:00:00Z'), to })
})

test('times are taken with their zone, dates as midnight UTC', () => {
  const parsed = trendsQuery.parse({ from: '2026-11-21T10:00:00+02:00', to: '2026-11-22' })
  expect(parsed).toMatchObject({ from: new Date('2026-11-21T08:00:00Z'), to: new Date('2026-11-22T00:00:00Z') })
})

test('whatever comes in, what goes on to the store is bounded, or the refusal names a field', () => {
  const time = fc.oneof(fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2110, 0) }).map(iso), fc.string())
  const step = fc.oneof(fc.integer({ min: -120, max: 1e7 }).map(String), fc.string())
  const query = fc.record({ brand: fc.string(), from: time, to: time, step }, { requiredKeys: [] })
  fc.assert(
    fc.property(query, (values) => {
      const parsed = trendsQuery.safeParse(values)
      if (!parsed.success) {
        expect(['brand', 'from', 'to', 'step']).toContain(parsed.error.issues[0]?.path[0])
        return
      }
      try {
        const request = trendRequest(parsed.data, NOW)
        expect(request.step % 60).toBe(0)
        expect(request.from < request.to).toBe(true)
        expect((request.to.getTime() - request.from.getTime()) / 1000 / request.step).toBeLessThanOrEqual(MAX_BUCKETS)
      } catch (error) {
        expect(error).toMatchObject({ status: 400, field: expect.stringMatching(/^(from|step)$/) })
      }
    }),
  )
})
