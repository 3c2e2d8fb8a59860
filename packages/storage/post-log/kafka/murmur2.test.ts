import { createRequire } from 'node:module'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { murmur2 } from './murmur2.ts'

const kafkajsMurmur2 = createRequire(import.meta.url)('kafkajs/src/producer/partitioners/default/murmur2') as (key: string) => number

it('chooses as the Java clients do, so that every producer puts a key into the same partition', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (key) => {
      expect(murmur2(key)).toBe(kafkajsMurmur2(key) & 0x7fffffff)
    }),
  )
  // From Kafka's own tests (UtilsTest.testMurmur2).
  expect(murmur2('foobar')).toBe(-790332482 & 0x7fffffff)
  expect(murmur2('a-little-bit-long-string')).toBe(-985981536 & 0x7fffffff)
})
