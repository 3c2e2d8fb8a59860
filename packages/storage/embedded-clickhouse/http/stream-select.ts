import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import type { Engine } from '../engine/engine.ts'
import { freeWriter, openResultPipe, type ResultPipe } from '../engine/result-pipe.ts'
import { literal } from '../sql/quote.ts'
import type { Reply } from './reply.ts'

/** Held back before the headers go out, so that an early error gets a status of its own. ClickHouse's own buffer size. */
const HOLD_BYTES = 1024 * 1024
/** With `wait_end_of_query` more is held back; a result beyond it is streamed, and an error then breaks the connection. */
const HOLD_TO_END_BYTES = 64 * 1024 * 1024
/** A client that takes nothing for this long has gone, whatever its socket says. */
const STALLED_MS = 60_000
const KILL_AGAIN_MS = 500

export type SelectJob = { prefix: string; sql: string; format: string; waitForEnd: boolean; tag: string }

/**
 * Runs a SELECT and streams its result through a pipe; the engine waits while the client does, and is told to stop
 * when the client goes. @throws ClickHouseError while nothing was sent; later ones end the reply themselves.
 */
export async function streamSelect(engine: Engine, pipe: ResultPipe, job: SelectJob, reply: Reply, gone: AbortSignal): Promise<void> {
  const { stream, finish } = openResultPipe(pipe)
  const sql = `${job.prefix}${job.tag} ${job.sql}\nINTO OUTFILE ${literal(pipe.path)} APPEND FORMAT ${job.format}`
  const running = engine.run(sql, 'Null').finally(finish)
  const settled = running.then(
    (answer) => ({ answer, error: null }),
    (error: unknown) => ({ answer: null, error }),
  )
  const leave = () => stream.destroy()
  gone.addEventListener('abort', leave, { once: true })
  try {
    await forward(stream, job, reply, settled, gone)
  } finally {
    gone.removeEventListener('abort', leave)
    stream.destroy()
    await stopped(engine, pipe, job.tag, settled)
  }
}

type Settled = Promise<{ answer: { rowsRead: number; bytesRead: number; elapsed: number } | null; error: unknown }>

async function forward(
  stream: Readable,
  { format, waitForEnd }: SelectJob,
  reply: Reply,
  settled: Settled,
  gone: AbortSignal,
): Promise<void> {
  const limit = waitForEnd ? HOLD_TO_END_BYTES : HOLD_BYTES
  let held: Buffer[] | null = []
  let heldBytes = 0
  let sink: Writable | null = null
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (sink !== null) await write(sink, chunk, gone)
    else if (held !== null) {
      held.push(chunk)
      heldBytes += chunk.length
      if (heldBytes <= limit) continue
      sink = reply.start(format, null)
      for (const piece of held) await write(sink, piece, gone)
      held = null
    }
  }
  const { answer, error } = await settled
  if (answer === null) {
    if (sink === null) throw error
    return reply.fail(error as Parameters<Reply['fail']>[0])
  }
  if (sink !== null) sink.end()
  else
    reply.whole(Buffer.concat(held ?? []), format, {
      resultRows: answer.rowsRead,
      resultBytes: answer.bytesRead,
      elapsedSeconds: answer.elapsed,
    })
}

/** Waits while the client does not read. @throws ClientStalled, or the signal's reason when it has gone. */
async function write(sink: Writable, chunk: Buffer, gone: AbortSignal): Promise<void> {
  gone.throwIfAborted()
  if (sink.write(chunk)) return
  const stalled = new AbortController()
  const timer = setTimeout(() => stalled.abort(), STALLED_MS)
  try {
    await once(sink, 'drain', { signal: AbortSignal.any([gone, stalled.signal]) })
  } catch (error) {
    throw stalled.signal.aborted ? new ClientStalled() : error
  } finally {
    clearTimeout(timer)
  }
}

/** Waits for the engine; a query whose reader has gone is killed, again if it was not yet known as running. */
async function stopped(engine: Engine, pipe: ResultPipe, tag: string, settled: Settled): Promise<void> {
  let done = false
  const end = settled.then(() => {
    done = true
  })
  const pause = () => new Promise<void>((resolve) => setTimeout(resolve, KILL_AGAIN_MS))
  await Promise.race([end, new Promise((resolve) => setImmediate(resolve))])
  while (!done) {
    await engine.kill(tag)
    freeWriter(pipe)
    await Promise.race([end, pause()])
  }
}

/** Nobody reads the answer any more: there is no use in sending an error either. */
export class ClientStalled extends Error {
  constructor() {
    super('the client reads nothing')
    this.name = 'ClientStalled'
  }
}
