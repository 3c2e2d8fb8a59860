import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '@groundswell/shared/errors.ts'
import type { PostRecord } from '@groundswell/shared/post.ts'
import { readLine } from '../door/read-line.ts'
import { type Line, LineSplitter } from '../door/split-lines.ts'
import type { PostsTopic } from '../posts-topic.ts'
import type { OpenResult } from './refusal-list.ts'
import { type Body, brokenBody } from './request-body.ts'

/** A batch goes to the log when it has this many posts or bytes, or when its first post has waited this long. */
const BATCH_POSTS = 500
const BATCH_BYTES = 1024 * 1024
const BATCH_MS = 50

/**
 * Takes posts line by line as they arrive, for as long as the sender goes on: a slow sender's posts are in the log while
 * it still sends, and a fast one is slowed down by the log, since the next chunk is read only after the append.
 */
export async function takeNdjson(body: Body, topic: PostsTopic, result: OpenResult): Promise<void> {
  const splitter = new LineSplitter()
  const batch = createBatch(topic, result)
  try {
    for await (const chunk of withTicks(body, batch.dueInMs)) {
      if (chunk !== null) for (const line of splitter.push(chunk)) await batch.add(line)
      if (batch.dueInMs() === 0) await batch.flush()
    }
    for (const line of splitter.end()) await batch.add(line)
  } catch (error) {
    if (error instanceof UserError) throw error
    // Whole lines that came before the break are posts like any other.
    await batch.flush()
    throw brokenBody(error as Error)
  }
  await batch.flush()
}

function createBatch(topic: PostsTopic, result: OpenResult) {
  let records: PostRecord[] = []
  let bytes = 0
  let since = 0
  const flush = async () => {
    const taken = records
    records = []
    bytes = 0
    await topic.append('http', taken)
    result.accepted += taken.length
  }
  const add = async (line: Line) => {
    const arrivedAt = Date.now()
    const checked = readLine(line, arrivedAt)
    if (checked === null) return
    if (!checked.ok) {
      result.reject(line.number, checked.refusal)
      return
    }
    if (records.length === 0) since = performance.now()
    records.push(checked.record)
    bytes += line.bytes?.length ?? 0
    if (records.length >= BATCH_POSTS || bytes >= BATCH_BYTES) await flush()
  }
  /** Milliseconds until the batch has to go; infinite while it is empty. */
  const dueInMs = () => (records.length === 0 ? Number.POSITIVE_INFINITY : Math.max(0, since + BATCH_MS - performance.now()))
  return { add, flush, dueInMs }
}

/** The chunks, with a null wherever the next one has not come when something falls due. */
async function* withTicks(body: Body, dueInMs: () => number): AsyncGenerator<Uint8Array | null> {
  let next = body.read()
  // Where the reader stops early, the outcome of the pending read matters to nobody.
  next.catch(() => undefined)
  for (;;) {
    if (dueInMs() !== Number.POSITIVE_INFINITY && (await isLater(next, dueInMs()))) {
      yield null
      continue
    }
    const chunk = await next
    if (chunk === null) return
    yield chunk
    next = body.read()
    next.catch(() => undefined)
  }
}

/** True where the read has not ended after `ms`. */
async function isLater(read: Promise<unknown>, ms: number): Promise<boolean> {
  const timer = new AbortController()
  const tick = sleep(ms, true, { signal: timer.signal, ref: false }).catch(() => true)
  const first = await Promise.race([read.then(() => false), tick])
  timer.abort()
  return first
}
