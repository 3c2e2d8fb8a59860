import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { Writable } from 'node:stream'
import { createGzip, createZstdCompress } from 'node:zlib'
import type { ClickHouseError } from '../engine/clickhouse-error.ts'
import { contentTypeOf } from './content-type.ts'
import { statusOfCode } from './error-status.ts'

/** Counts for `X-ClickHouse-Summary`; the engine does not say how many rows it read (JSON formats do, in `statistics`). */
export type Summary = { resultRows?: number; resultBytes?: number; writtenRows?: number; writtenBytes?: number; elapsedSeconds?: number }

/** Time for a client to unpack and read the error before it learns that the connection is gone. */
const HANG_UP_MS = 200

/** One answer to one request, with the headers that ClickHouse's clients read. */
export type Reply = {
  /** Sends the headers and answers with where the result goes; `finish` it after the last byte. */
  start(format: string, summary: Summary | null): Writable
  whole(body: Buffer | string, format: string, summary: Summary): void
  /** Sends the error: as a response of its own, or, where a result has begun, as a block at its end on a broken connection. */
  fail(error: ClickHouseError): void
}

export function createReply(response: ServerResponse, queryId: string, compression: 'zstd' | 'gzip' | null, engineVersion: string): Reply {
  const tag = randomBytes(8).toString('hex')
  let sink: Writable = response
  let afterCompressor = () => {
    response.end()
  }

  const writeHead = (status: number, contentType: string, more: Record<string, string>) =>
    response.writeHead(status, {
      'content-type': contentType,
      'x-clickhouse-server-display-name': 'groundswell',
      'x-clickhouse-query-id': queryId,
      'x-clickhouse-timezone': 'UTC',
      'x-clickhouse-exception-tag': tag,
      ...more,
    })

  const start = (format: string, summary: Summary | null) => {
    const encoding = compression === null ? {} : { 'content-encoding': compression }
    const counts = summary === null ? {} : { 'x-clickhouse-summary': summaryText(summary) }
    writeHead(200, contentTypeOf(format), { 'x-clickhouse-format': format, ...encoding, ...counts })
    if (compression !== null) sink = compressed(response, compression, () => afterCompressor())
    return sink
  }

  return {
    start,
    whole: (body, format, summary) => {
      start(format, summary).end(body)
    },
    fail: (error) => {
      const text = `${error.message} (version ${engineVersion})\n`
      if (!response.headersSent) {
        const code = { 'x-clickhouse-exception-code': String(error.code) }
        const challenge = error.code === 516 ? { 'www-authenticate': 'Basic realm="ClickHouse server HTTP API"' } : {}
        writeHead(statusOfCode(error.code), 'text/plain; charset=UTF-8', { ...code, ...challenge }).end(text)
        return
      }
      const block = `\r\n__exception__\r\n${tag}\r\n${text}${Buffer.byteLength(text)} ${tag}\r\n__exception__\r\n`
      // Without HTTP's end mark nobody takes what came for the whole.
      const hangUp = () => setTimeout(() => response.socket?.destroySoon(), HANG_UP_MS)
      afterCompressor = hangUp
      if (sink === response) response.write(block, hangUp)
      else sink.end(block)
    },
  }
}

function compressed(response: ServerResponse, compression: 'zstd' | 'gzip', atEnd: () => void): Writable {
  const compressor = compression === 'zstd' ? createZstdCompress() : createGzip({ level: 1 })
  compressor.pipe(response, { end: false })
  compressor.once('end', atEnd)
  response.once('close', () => compressor.destroy())
  return compressor
}

function summaryText({ resultRows = 0, resultBytes = 0, writtenRows = 0, writtenBytes = 0, elapsedSeconds = 0 }: Summary): string {
  return JSON.stringify({
    read_rows: '0',
    read_bytes: '0',
    written_rows: String(writtenRows),
    written_bytes: String(writtenBytes),
    total_rows_to_read: '0',
    result_rows: String(resultRows),
    result_bytes: String(resultBytes),
    elapsed_ns: String(Math.round(elapsedSeconds * 1e9)),
  })
}
