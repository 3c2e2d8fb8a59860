import fc from 'fast-check'
import { expect, it } from 'vitest'
import { decodeRecord, encodeRecord, isWithoutValue, stampRecord, withoutValue } from './record-codec.ts'

const record = fc.record({ key: fc.string({ unit: 'grapheme' }), value: fc.uint8Array().map((bytes) => Buffer.from(bytes)) })

it('reads back what it wrote', () => {
  fc.assert(
    fc.property(record, fc.nat(), (written, time) => {
      const bytes = encodeRecord(written)
      stampRecord(bytes, time)
      expect(decodeRecord(0, 7, bytes)).toEqual({ partition: 0, offset: 7, appendedAt: time, ...written })
    }),
  )
})

it('drops the value and nothing else', () => {
  fc.assert(
    fc.property(record, (written) => {
      const left = withoutValue(encodeRecord(written))
      expect(isWithoutValue(left)).toBe(true)
      expect(decodeRecord(0, 0, left)).toMatchObject({ key: written.key, value: Buffer.alloc(0) })
    }),
  )
})
