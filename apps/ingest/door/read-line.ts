import { type Checked, checkPost } from './check-post.ts'
import { parseJson } from './parse-json.ts'
import { isBlank, type Line, MAX_LINE_BYTES } from './split-lines.ts'

/** One line of JSON Lines as a post record, a refusal, or null where the line is empty. */
export function readLine(line: Line, arrivedAt: number, shape: (value: unknown) => unknown = (value) => value): Checked | null {
  if (line.bytes === null)
    return { ok: false, refusal: { reason: 'too_large', field: '', message: `the line has more than ${MAX_LINE_BYTES} bytes` } }
  if (isBlank(line.bytes)) return null
  const parsed = parseJson(line.bytes)
  if (!parsed.ok) return parsed
  return checkPost(shape(parsed.value), arrivedAt)
}
