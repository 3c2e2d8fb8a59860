const MAGIC = 0x184d2204
const SKIPPABLE = 0x184d2a50

/** What is wrong with packed data, for the caller to put into words. */
export class BrokenFrame extends Error {
  readonly tooLong: boolean

  constructor(message: string, tooLong = false) {
    super(message)
    this.name = 'BrokenFrame'
    this.tooLong = tooLong
  }
}

/**
 * Unpacks LZ4 frames (the `Content-Encoding: lz4` that clickhouse-connect prefers; Node's zlib does not know it).
 * Checksums are not compared: the transport is loopback. Format: lz4_Frame_format.md and lz4_Block_format.md of lz4.
 * @throws BrokenFrame for data that is no LZ4 frame or longer than `limit` bytes unpacked.
 */
export function unpackLz4(packed: Buffer, limit: number): Buffer {
  const output = new Output(limit)
  let at = 0
  while (at < packed.length) {
    const magic = read32(packed, at)
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) at += 8 + read32(packed, at + 4)
    else if (magic === MAGIC) at = unpackFrame(packed, at + 4, output)
    else throw new BrokenFrame('not an LZ4 frame')
  }
  return output.done()
}

function unpackFrame(packed: Buffer, start: number, output: Output): number {
  const flags = packed[start] ?? 0
  if (flags >> 6 !== 1) throw new BrokenFrame('unknown version of LZ4 frames')
  const blockChecksum = (flags & 0x10) === 0 ? 0 : 4
  const contentChecksum = (flags & 0x04) === 0 ? 0 : 4
  output.startFrame()
  let at = start + 3 + ((flags & 0x08) === 0 ? 0 : 8) + ((flags & 0x01) === 0 ? 0 : 4)
  for (;;) {
    const size = read32(packed, at)
    at += 4
    if (size === 0) return at + contentChecksum
    const length = size & 0x7fffffff
    if (at + length > packed.length) throw new BrokenFrame('the LZ4 frame is cut short')
    if (size >>> 31 === 1) output.append(packed, at, length)
    else unpackBlock(packed, at, at + length, output)
    at += length + blockChecksum
  }
}

function unpackBlock(packed: Buffer, start: number, end: number, output: Output): void {
  let at = start
  const longer = (length: number): number => {
    if (length !== 15) return length
    let sum = length
    let more = 255
    while (more === 255 && at < end) {
      more = packed[at] ?? 0
      at += 1
      sum += more
    }
    return sum
  }
  while (at < end) {
    const token = packed[at] ?? 0
    at += 1
    const literals = longer(token >> 4)
    if (at + literals > end) throw new BrokenFrame('the LZ4 block is cut short')
    output.append(packed, at, literals)
    at += literals
    if (at >= end) return
    const distance = (packed[at] ?? 0) | ((packed[at + 1] ?? 0) << 8)
    at += 2
    output.repeat(distance, longer(token & 15) + 4)
  }
}

function read32(packed: Buffer, at: number): number {
  if (at + 4 > packed.length) throw new BrokenFrame('the LZ4 frame is cut short')
  return packed.readUInt32LE(at)
}

/** Grows by doubling and never beyond the limit. */
class Output {
  readonly #limit: number
  #buffer = Buffer.allocUnsafe(64 * 1024)
  #length = 0
  #frameStart = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Repeats never reach behind the frame they are in. */
  startFrame(): void {
    this.#frameStart = this.#length
  }

  append(source: Buffer, start: number, length: number): void {
    this.#reserve(length)
    source.copy(this.#buffer, this.#length, start, start + length)
    this.#length += length
  }

  repeat(distance: number, length: number): void {
    const from = this.#length - distance
    if (distance === 0 || from < this.#frameStart) throw new BrokenFrame('the LZ4 block refers to nothing')
    this.#reserve(length)
    // Byte by byte where source and target overlap: that is how LZ4 writes runs.
    if (distance >= length) this.#buffer.copy(this.#buffer, this.#length, from, from + length)
    else for (let i = 0; i < length; i += 1) this.#buffer[this.#length + i] = this.#buffer[from + i] ?? 0
    this.#length += length
  }

  done(): Buffer {
    return this.#buffer.subarray(0, this.#length)
  }

  #reserve(more: number): void {
    const needed = this.#length + more
    if (needed > this.#limit) throw new BrokenFrame(`longer than ${this.#limit} bytes`, true)
    if (needed <= this.#buffer.length) return
    const grown = Buffer.allocUnsafe(Math.min(this.#limit, Math.max(needed, this.#buffer.length * 2)))
    this.#buffer.copy(grown, 0, 0, this.#length)
    this.#buffer = grown
  }
}
