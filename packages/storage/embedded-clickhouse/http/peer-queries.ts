import { clickHouseError } from '../engine/clickhouse-error.ts'
import type { Engine } from '../engine/engine.ts'
import { createLane } from '../engine/lane.ts'
import type { ResultPipe } from '../engine/result-pipe.ts'
import { DATABASE, FORMATS } from '../query-guard/allow-list.ts'
import { type Ask, checkQuery, type Verdict } from '../query-guard/check.ts'
import { literal } from '../sql/quote.ts'
import { sessionPrefix } from '../sql/settings.ts'
import { withBody } from './body.ts'
import { peerSettings } from './peer-settings.ts'
import { type Answer, inLane, sqlOf } from './queries.ts'
import { streamSelect } from './stream-select.ts'

export const PEER_SELECTS = 2
const MAX_WAITING = 32
const MAX_BODY_BYTES = 256 * 1024

/** Answers those without the password: checked SELECTs on the views, within limits, never more than two at once. */
export function createPeerQueries(engine: Engine, pipes: ResultPipe[], newTag: () => string): Answer {
  const lane = createLane(pipes, MAX_WAITING)
  const ask = askEngine(engine)

  return (request, query, reply, gone) =>
    withBody(request, MAX_BODY_BYTES, gone, (body) =>
      inLane(lane, gone, async (pipe) => {
        const verdict = await checkQuery(sqlOf(query.head, body), query.params, ask)
        if (!verdict.ok) throw refusal(verdict)
        const format = verdict.format ?? query.defaultFormat
        if (!FORMATS.has(format)) throw clickHouseError(73, 'UNKNOWN_FORMAT', `Unknown format ${literal(format)}.`)
        const exists = (await ask(`EXISTS DATABASE ${DATABASE}`, new Map()))[0] === '1'
        const database = exists ? DATABASE : null
        const prefix = sessionPrefix({ database, settings: peerSettings(query.settings), params: query.params, readonly: 1 })
        if (verdict.kind === 'select') {
          const job = { prefix, sql: verdict.sql, format, waitForEnd: query.waitForEnd, tag: newTag() }
          return streamSelect(engine, pipe, job, reply, gone)
        }
        const { bytes, rowsRead, bytesRead, elapsed } = await engine.run(prefix + verdict.sql, format)
        reply.whole(Buffer.from(bytes), format, { resultRows: rowsRead, resultBytes: bytesRead, elapsedSeconds: elapsed })
      }),
    )
}

/** The guard's questions, asked on connections of their own. */
export function askEngine(engine: Engine): Ask {
  return async (sql, params) => {
    const settings = new Map([
      ['max_query_size', '10000000'],
      ['max_execution_time', '5'],
    ])
    const prefix = sessionPrefix({ database: null, settings, params, readonly: 1 })
    const { bytes } = await engine.run(prefix + sql, 'JSONCompactEachRow')
    const lines = Buffer.from(bytes)
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '')
    return lines.map((line) => String((JSON.parse(line) as unknown[])[0]))
  }
}

function refusal(verdict: Verdict & { ok: false }) {
  if (verdict.code === 'syntax') return new Error(verdict.reason)
  const text = `not_allowed: ${verdict.reason}. Without the password only SELECTs on the views of ${DATABASE} are answered.`
  return clickHouseError(497, 'ACCESS_DENIED', text)
}
