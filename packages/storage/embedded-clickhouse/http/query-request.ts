import type { IncomingMessage } from 'node:http'
import { clickHouseError } from '../engine/clickhouse-error.ts'

/** What a request to `/` asks for, before its body was read. */
export type QueryRequest = {
  /** SQL from the URL; the body follows it. */
  head: string
  queryId: string
  database: string | null
  /** Format where the statement names none. */
  defaultFormat: string
  settings: Map<string, string>
  params: Map<string, string>
  /** GET may read only, as with ClickHouse. */
  readsOnly: boolean
  /** The whole result must be known to be good before its first byte is sent. */
  waitForEnd: boolean
  compression: 'zstd' | 'gzip' | null
}

/** URL parameters that are not settings. Sessions are accepted and not kept: clients open them without using them. */
const NO_SETTINGS = new Set([
  'query',
  'query_id',
  'database',
  'default_format',
  'user',
  'password',
  'quota_key',
  'role',
  'session_id',
  'session_timeout',
  'session_check',
  'close_session',
  'stacktrace',
  'compress',
  'decompress',
  'enable_http_compression',
  'http_zlib_compression_level',
  'client_protocol_version',
  'buffer_size',
  'wait_end_of_query',
  'send_progress_in_http_headers',
  'http_headers_progress_interval_ms',
  'http_write_exception_in_output_format',
  'log_comment',
])

export function readQueryRequest(request: IncomingMessage, query: URLSearchParams, newId: () => string): QueryRequest {
  const settings = new Map<string, string>()
  const params = new Map<string, string>()
  for (const [name, value] of query) {
    if (name.startsWith('param_')) params.set(name.slice('param_'.length), value)
    else if (!NO_SETTINGS.has(name)) settings.set(name, value)
  }
  const header = (name: string) => request.headers[name]?.toString()
  const database = query.get('database') ?? header('x-clickhouse-database') ?? 'default'
  return {
    head: query.get('query') ?? '',
    queryId: query.get('query_id') || newId(),
    database: database === 'default' || database === '' ? null : database,
    defaultFormat: query.get('default_format') ?? header('x-clickhouse-format') ?? 'TabSeparated',
    settings,
    params,
    readsOnly: request.method !== 'POST',
    waitForEnd: isOn(query.get('wait_end_of_query')),
    compression: isOn(query.get('enable_http_compression')) ? chooseCompression(header('accept-encoding') ?? '') : null,
  }
}

/** ClickHouse's own compression of blocks, which is not HTTP's. @throws ClickHouseError where it is wanted. */
export function refuseBlockCompression(query: URLSearchParams): void {
  for (const name of ['compress', 'decompress'])
    if (isOn(query.get(name)))
      throw clickHouseError(48, 'NOT_IMPLEMENTED', `${name}=1 is not supported here: let the client compress with gzip.`)
}

function isOn(value: string | null): boolean {
  return value === '1' || value === 'true'
}

function chooseCompression(accepted: string): 'zstd' | 'gzip' | null {
  if (/\bzstd\b/.test(accepted)) return 'zstd'
  return /\bgzip\b/.test(accepted) ? 'gzip' : null
}
