import type { IncomingMessage } from 'node:http'
import type { Duplex, Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'
import { type ClickHouseError, clickHouseError } from '../engine/clickhouse-error.ts'
import { createLane } from '../engine/lane.ts'
import { BrokenFrame, unpackLz4 } from './lz4-frame.ts'

/** Longest body of an INSERT, unpacked. It is one block, so it has to be in memory as a whole. */
export const MAX_BODY_BYTES = 256 * 1024 * 1024
/** A body beyond this takes turns with others like it, so that many together stay bounded too. */
const LARGE_BODY_BYTES = 16 * 1024 * 1024
const largeBodies = createLane(['the one'], 1_000)

const UNPACK: Record<string, () => Duplex> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
}

/**
 * Gathers a request's body, unpacked, for `work`; reading stops (and with it the sender) while larger bodies have their turn.
 * @throws ClickHouseError for an unknown compression, a broken one, or a body over `limit` bytes.
 */
export async function withBody<T>(
  request: IncomingMessage,
  limit: number,
  signal: AbortSignal,
  work: (body: Buffer) => Promise<T>,
): Promise<T> {
  const chunks: Buffer[] = []
  let size = 0
  let turn: string | null = null
  try {
    for await (const chunk of chunksOf(unpacked(request))) {
      size += chunk.length
      if (size > limit) throw tooLong(limit)
      if (size > LARGE_BODY_BYTES && turn === null) turn = await largeBodies.take(signal)
      chunks.push(chunk)
    }
    const body = chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks, size)
    return await work(encodingOf(request) === 'lz4' ? fromLz4(body, limit) : body)
  } finally {
    if (turn !== null) largeBodies.give(turn)
  }
}

function encodingOf(request: IncomingMessage): string {
  return (request.headers['content-encoding'] ?? 'identity').toLowerCase()
}

/** The body without its compression; LZ4 is taken off once it is here as a whole. */
function unpacked(request: IncomingMessage): Readable {
  const encoding = encodingOf(request)
  if (encoding === 'identity' || encoding === 'lz4') return request
  const unpack = UNPACK[encoding]
  if (unpack === undefined) {
    const known = [...Object.keys(UNPACK), 'lz4'].join(', ')
    throw clickHouseError(89, 'UNKNOWN_COMPRESSION_METHOD', `Content-Encoding ${encoding} is not supported, only ${known}.`)
  }
  const stream = request.pipe(unpack())
  request.once('close', () => {
    if (!request.complete) stream.destroy(new Error('the client went in the middle of the body'))
  })
  return stream
}

/** Leaving early must not destroy the request: the answer goes out on the same connection. */
function chunksOf(stream: Readable): AsyncIterable<Buffer> {
  return stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>
}

function fromLz4(body: Buffer, limit: number): Buffer {
  try {
    return unpackLz4(body, limit)
  } catch (error) {
    if (error instanceof BrokenFrame && error.tooLong) throw tooLong(limit)
    throw clickHouseError(432, 'UNKNOWN_CODEC', `The body can't be unpacked: ${error instanceof Error ? error.message : String(error)}.`)
  }
}

function tooLong(limit: number): ClickHouseError {
  return clickHouseError(307, 'TOO_MANY_BYTES', `The request's body is over ${limit} bytes: send it in parts.`)
}
