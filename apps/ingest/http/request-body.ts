import type { ReadableStream, ReadableStreamDefaultReader } from 'node:stream/web'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '@groundswell/shared/errors.ts'
import type { Context } from 'hono'

export type BodyKind = 'json' | 'ndjson'

const KINDS: Record<string, BodyKind> = {
  'application/json': 'json',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
  'application/x-jsonlines': 'ndjson',
}

/** @throws UserError 415 for anything but JSON and NDJSON in UTF-8. */
export function bodyKind(context: Context): BodyKind {
  const [type = '', ...parameters] = (context.req.header('content-type') ?? '').split(';').map((part) => part.trim().toLowerCase())
  const kind = KINDS[type]
  const charset = parameters.find((part) => part.startsWith('charset='))?.slice('charset='.length)
  if (kind === undefined) {
    const message = 'Content-Type must be application/json (a post or an array) or application/x-ndjson (one post a line).'
    throw new UserError(415, 'unsupported_media_type', message)
  }
  if (charset !== undefined && !['utf-8', 'utf8', '"utf-8"'].includes(charset))
    throw new UserError(415, 'unsupported_media_type', 'The text must be UTF-8.')
  return kind
}

/** A request's body, chunk by chunk: the next one is fetched only when it is asked for. */
export type Body = {
  /** Null at its end. @throws Error when the sender breaks off or the packing is damaged. */
  read: () => Promise<Uint8Array | null>
  /** Lets the rest go by for a while: a sender that is cut off in the middle never sees the answer. */
  discard: () => Promise<void>
}

const DISCARD_MS = 5_000

/** Opens the body, unpacked where it is gzip. @throws UserError 415 for other encodings. */
export function openBody(context: Context): Body {
  const packed = context.req.raw.body as ReadableStream<Uint8Array> | null
  if (packed === null) return { read: async () => null, discard: async () => undefined }
  const encoding = (context.req.header('content-encoding') ?? 'identity').toLowerCase()
  if (encoding !== 'identity' && encoding !== 'gzip')
    throw new UserError(415, 'unsupported_encoding', 'Content-Encoding may be gzip or nothing.')
  const stream = encoding === 'gzip' ? packed.pipeThrough(new DecompressionStream('gzip')) : packed
  const reader = stream.getReader() as ReadableStreamDefaultReader<Uint8Array>
  const read = async () => {
    const step = await reader.read()
    return step.done ? null : step.value
  }
  return {
    read,
    discard: async () => {
      const timer = new AbortController()
      const tooLong = sleep(DISCARD_MS, null, { signal: timer.signal }).catch(() => null)
      try {
        // Where it breaks off or is damaged, nothing is left to let by.
        while ((await Promise.race([read().catch(() => null), tooLong])) !== null);
      } finally {
        timer.abort()
        reader.cancel().catch(() => undefined)
      }
    },
  }
}

/** A body that broke off, by its sender or by damaged gzip. */
export function brokenBody(error: Error): UserError {
  return new UserError(400, 'broken_body', `The body ended too early or is damaged: ${error.message}.`)
}
