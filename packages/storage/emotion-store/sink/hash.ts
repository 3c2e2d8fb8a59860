import { createHash } from 'node:crypto'

/** First 64 bits of SHA-256 as the decimal digits of a ClickHouse UInt64. */
export function hash64(text: string): string {
  return createHash('sha256').update(text).digest().readBigUInt64BE().toString()
}
