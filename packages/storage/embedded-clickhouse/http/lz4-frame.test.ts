import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BrokenFrame, unpackLz4 } from './lz4-frame.ts'

/** `lz4.frame.compress(b'anger anger anger anger anger joy\n' * 40)` of python-lz4: linked blocks, content size, no checksums. */
const PACKED = Buffer.from(
  '04224d186840500500000000000017230000006f616e676572200600054f6a6f790a1c00050218000f2200fffffffffc50206a6f790a00000000',
  'hex',
)

/** A frame of blocks that are stored as they are. */
function stored(...blocks: Buffer[]): Buffer {
  const parts = blocks.flatMap((block) => {
    const size = Buffer.alloc(4)
    size.writeUInt32LE((block.length | 0x80000000) >>> 0)
    return [size, block]
  })
  return Buffer.concat([Buffer.from('04224d18604000', 'hex'), ...parts, Buffer.alloc(4)])
}

describe('unpackLz4', () => {
  it('unpacks what the Python package packed', () => {
    expect(unpackLz4(PACKED, 10_000).toString()).toBe('anger anger anger anger anger joy\n'.repeat(40))
    expect(unpackLz4(Buffer.concat([PACKED, PACKED]), 10_000).length).toBe(2 * 34 * 40)
    expect(unpackLz4(stored(Buffer.from('a'), Buffer.from('b')), 10).toString()).toBe('ab')
    expect(unpackLz4(Buffer.alloc(0), 10).length).toBe(0)
  })

  it('never gives more than the limit', () => {
    expect(() => unpackLz4(PACKED, 1_000)).toThrow(/longer than 1000/)
  })

  it('says of anything else that it is broken, and of nothing more', () => {
    const attempt = (packed: Buffer) => {
      try {
        expect(unpackLz4(packed, 5_000).length).toBeLessThanOrEqual(5_000)
      } catch (error) {
        expect(error).toBeInstanceOf(BrokenFrame)
      }
    }
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => attempt(Buffer.from(bytes))))
    fc.assert(
      fc.property(fc.nat(PACKED.length - 1), fc.integer({ min: 0, max: 255 }), (at, value) => {
        const changed = Buffer.from(PACKED)
        changed[at] = value
        attempt(changed)
        attempt(PACKED.subarray(0, at))
      }),
    )
  })
})
