const SEED = 0x9747b28c
const M = 0x5bd1e995

/**
 * The hash by which Kafka's Java clients choose the partition of a key, over its UTF-8 bytes; unsigned 31 bits, as they
 * use it. kafkajs has the same with arbitrary precision arithmetic, which costs more than the rest of an append.
 */
export function murmur2(key: string): number {
  const data = Buffer.from(key, 'utf8')
  let hash = SEED ^ data.length
  const whole = data.length & ~3
  for (let at = 0; at < whole; at += 4) {
    let word = Math.imul(data.readInt32LE(at), M)
    word = Math.imul(word ^ (word >>> 24), M)
    hash = Math.imul(hash, M) ^ word
  }
  for (let at = data.length - 1; at >= whole; at--) hash ^= data.readUInt8(at) << ((at - whole) * 8)
  if (data.length > whole) hash = Math.imul(hash, M)
  hash = Math.imul(hash ^ (hash >>> 13), M)
  return (hash ^ (hash >>> 15)) & 0x7fffffff
}
