import fc from 'fast-check'
import { expect, test } from 'vitest'
import { outputName } from './output-name.ts'

test.each([
  ['reviews.csv', 17, 'reviews.csv~17.json'],
  ['reviews.csv', 'a/b', 'reviews.csv~a%2fb.json'],
  ['Day 1.txt', 'Ünï~', '%44ay%201.txt~%c3%9cn%c3%af%7e.json'],
  ['con.csv', '', '%63on.csv~.json'],
  ['a.csv', '..', 'a.csv~...json'],
])('%s, %s: %s', (file, id, name) => {
  expect(outputName(file, id)).toBe(name)
})

/** Ids as they come, and such as are made to collide: same letters, marks, escapes, halves of surrogate pairs, long ones. */
const part = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('a', 'A', '~', '%', '61', '%61', '.', '/', '\ud800', '\udc00', '\ufffd', 'é', 'e\u0301', 'x'.repeat(120)))
    .map((bits) => bits.join('')),
)

test('different files or ids have different names, also where case does not count', () => {
  fc.assert(
    fc.property(part, part, part, part, (file, id, otherFile, otherId) => {
      const same = file === otherFile && id === otherId
      expect(outputName(file, id).toLowerCase() === outputName(otherFile, otherId).toLowerCase()).toBe(same)
    }),
    { numRuns: 2_000 },
  )
})

test('names are short, plain, and stay in their folder', () => {
  fc.assert(
    fc.property(part, part, (file, id) => {
      const name = outputName(file, id)
      expect(name).toMatch(/^[a-z0-9._%~-]+\.json$/)
      expect(name.length).toBeLessThanOrEqual(205)
    }),
    { numRuns: 500 },
  )
})

test('names say their id, if they are not cut', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 8 }), (id) => {
      expect(decodeURIComponent(outputName('a.csv', id).slice('a.csv~'.length, -'.json'.length))).toBe(id)
    }),
  )
})
