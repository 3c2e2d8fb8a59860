/**
 * Longest line that is read. The longest post whose every character is written as a \u escape has some 75 kB,
 * so no valid post is ever refused for its line.
 */
export const MAX_LINE_BYTES = 128 * 1024

/** One line without its end; `bytes` is null where it was longer than allowed (and skipped without being kept). */
export type Line = { number: number; bytes: Buffer | null }

const NEWLINE = 0x0a
const RETURN = 0x0d

/** Cuts a stream of chunks into lines, holding at most one line in memory. Lines are numbered from 0, empty ones count. */
export class LineSplitter {
  #held: Buffer[] = []
  #heldBytes = 0
  #number = 0

  #hold(part: Buffer): void {
    if (part.length === 0) return
    this.#heldBytes += part.length
    if (this.#heldBytes > MAX_LINE_BYTES) this.#held = []
    else this.#held.push(part)
  }

  #release(): Line {
    const tooLong = this.#heldBytes > MAX_LINE_BYTES
    const whole = this.#held.length === 1 ? this.#held[0] : Buffer.concat(this.#held)
    const line = whole?.at(-1) === RETURN ? whole.subarray(0, -1) : whole
    const number = this.#number
    this.#held = []
    this.#heldBytes = 0
    this.#number += 1
    return { number, bytes: tooLong || line === undefined ? null : line }
  }

  /** The lines that this chunk completes. */
  *push(chunk: Uint8Array): Generator<Line> {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    let start = 0
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
      this.#hold(bytes.subarray(start, end))
      start = end + 1
      yield this.#release()
    }
    this.#hold(bytes.subarray(start))
  }

  /** The last line where it has no end of its own. */
  *end(): Generator<Line> {
    if (this.#heldBytes > 0) yield this.#release()
  }
}

const BLANK = /^[ \t\r]*$/

/** True for a line that holds nothing: it is skipped, neither a post nor a mistake. */
export function isBlank(bytes: Buffer): boolean {
  return bytes.length < 64 && BLANK.test(bytes.toString('latin1'))
}
