import { rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { clickHouseError } from '../engine/clickhouse-error.ts'
import type { Engine } from '../engine/engine.ts'
import { createLane, type Lane } from '../engine/lane.ts'
import type { ResultPipe } from '../engine/result-pipe.ts'
import { type Insert, splitInsert } from '../sql/insert.ts'
import { sessionPrefix } from '../sql/settings.ts'
import { isSelect, readStatement, type Statement, verbOf } from '../sql/statement.ts'
import { MAX_BODY_BYTES, withBody } from './body.ts'
import type { QueryRequest } from './query-request.ts'
import type { Reply } from './reply.ts'
import { streamSelect } from './stream-select.ts'

/** Statements that run at once; each holds a thread of the pool (see start.ts). */
export const APP_SELECTS = 6
export const APP_WRITES = 4
const MAX_WAITING = 256
/** Comments may stand before the first word. */
const VERB_BYTES = 65_536
const MAX_SQL_BYTES = 16 * 1024 * 1024
/** Where a SELECT brings no limit of its own: nobody waits longer, and only this ends a query for certain. */
const MAX_SELECT_SECONDS = '300'
const FORMAT_NAME = /^[A-Za-z0-9]{1,60}$/

export type Answer = (request: IncomingMessage, query: QueryRequest, reply: Reply, gone: AbortSignal) => Promise<void>

/** Answers the apps, who may run anything: SELECTs are streamed, INSERTs are one block, everything else is answered whole. */
export function createAppQueries(engine: Engine, pipes: ResultPipe[], files: string[], newTag: () => string): Answer {
  const selects = createLane(pipes, MAX_WAITING)
  const writes = createLane(files, MAX_WAITING)

  const select = (statement: Statement, query: QueryRequest, reply: Reply, gone: AbortSignal) =>
    inLane(selects, gone, async (pipe) => {
      const settings = new Map([['max_execution_time', MAX_SELECT_SECONDS], ...query.settings])
      const prefix = sessionPrefix({ ...query, settings, readonly: query.readsOnly ? 2 : 0 })
      const format = checkedFormat(statement.format ?? query.defaultFormat)
      const job = { prefix, sql: statement.text, format, waitForEnd: query.waitForEnd, tag: newTag() }
      await streamSelect(engine, pipe, job, reply, gone)
    })

  const command = (statement: Statement, query: QueryRequest, reply: Reply, gone: AbortSignal) =>
    inLane(writes, gone, async () => {
      const prefix = sessionPrefix({ ...query, readonly: query.readsOnly ? 2 : 0 })
      const format = checkedFormat(statement.format ?? query.defaultFormat)
      const { bytes, rowsRead, bytesRead, elapsed } = await engine.run(prefix + statement.text, format)
      reply.whole(Buffer.from(bytes), format, { resultRows: rowsRead, resultBytes: bytesRead, elapsedSeconds: elapsed })
    })

  const insert = ({ fromFile, data }: Insert, query: QueryRequest, reply: Reply, gone: AbortSignal) =>
    inLane(writes, gone, async (file) => {
      const prefix = sessionPrefix({ ...query, readonly: query.readsOnly ? 2 : 0 })
      await writeFile(file, data)
      try {
        const { rowsRead, bytesRead, elapsed } = await engine.run(prefix + fromFile(file), 'Null')
        reply.whole('', query.defaultFormat, { writtenRows: rowsRead, writtenBytes: bytesRead, elapsedSeconds: elapsed })
      } finally {
        await rm(file, { force: true })
      }
    })

  return (request, query, reply, gone) =>
    withBody(request, MAX_BODY_BYTES, gone, async (body) => {
      const verb = verbOf(query.head === '' ? body.toString('utf8', 0, VERB_BYTES) : query.head)
      const withData = verb === 'INSERT' ? splitInsert(query.head, body) : null
      if (withData !== null) return insert(withData, query, reply, gone)
      const statement = oneStatement(query.head, body)
      return isSelect(statement.verb) ? select(statement, query, reply, gone) : command(statement, query, reply, gone)
    })
}

/** Runs `work` with a free slot of the lane and gives the slot back. */
export async function inLane<Slot>(lane: Lane<Slot>, gone: AbortSignal, work: (slot: Slot) => Promise<void>): Promise<void> {
  const slot = await lane.take(gone)
  try {
    await work(slot)
  } finally {
    lane.give(slot)
  }
}

/** The statement in URL and body together. @throws ClickHouseError when there is none, or more than one. */
function oneStatement(head: string, body: Buffer): Statement {
  if (body.length > MAX_SQL_BYTES) throw clickHouseError(62, 'SYNTAX_ERROR', 'The query is too long.')
  const statement = readStatement(sqlOf(head, body))
  if (statement.verb === '') throw clickHouseError(62, 'SYNTAX_ERROR', 'Syntax error: Empty query.')
  if (statement.several) throw clickHouseError(62, 'SYNTAX_ERROR', 'Syntax error (Multi-statements are not allowed).')
  return statement
}

/** SQL from the URL, then from the body. */
export function sqlOf(head: string, body: Buffer): string {
  const text = body.toString('utf8')
  return head === '' || text === '' ? head + text : `${head}\n${text}`
}

function checkedFormat(format: string): string {
  if (FORMAT_NAME.test(format)) return format
  throw clickHouseError(73, 'UNKNOWN_FORMAT', 'Unknown format.')
}
