import type { Refusal } from './check-post.ts'
import { findJsonError } from './json-position.ts'

export type Parsed = { ok: true; value: unknown } | { ok: false; refusal: Refusal }

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** The text of UTF-8 bytes, null where they are none; nothing is repaired silently. A byte order mark is dropped. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}

/** JSON of UTF-8 bytes, or what is wrong and at which position (in characters, from 0). */
export function parseJson(bytes: Uint8Array): Parsed {
  const text = decodeUtf8(bytes)
  if (text === null) return { ok: false, refusal: { reason: 'not_utf8', field: '', message: 'is not valid UTF-8' } }
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    const { position, expected } = findJsonError(text)
    return { ok: false, refusal: { reason: 'not_json', field: '', message: `is not JSON: at position ${position} expected ${expected}` } }
  }
}
