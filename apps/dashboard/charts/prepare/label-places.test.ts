import fc from 'fast-check'
import { expect, it } from 'vitest'
import { labelPlaces } from './label-places.ts'

it('leaves labels that don’t touch where they are', () => expect(labelPlaces([10, 60, 120], 18, 200)).toEqual([10, 60, 120]))

it('keeps every pair apart, in the order of the lines, and inside', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 8 }), (wanted) => {
      const places = labelPlaces(wanted, 18, 200)
      const sorted = [...places].sort((a, b) => a - b)
      for (const [index, y] of sorted.entries()) if (index > 0) expect(y - (sorted[index - 1] ?? 0)).toBeGreaterThanOrEqual(18)
      expect(sorted[0]).toBeGreaterThanOrEqual(0)
      expect(sorted.at(-1)).toBeLessThanOrEqual(200)
      for (const [one, y] of wanted.entries())
        for (const [other, z] of wanted.entries()) if (y < z) expect(places[one]).toBeLessThan(places[other] ?? 0)
    }),
  )
})
