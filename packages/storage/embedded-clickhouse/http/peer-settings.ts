import { clickHouseError } from '../engine/clickhouse-error.ts'
import { DATABASE, VIEWS } from '../query-guard/allow-list.ts'
import { literal } from '../sql/quote.ts'

/** A peer may ask for less than these, not for more. */
const LIMITS: Record<string, number> = {
  max_execution_time: 30,
  max_result_rows: 1_000_000,
  max_result_bytes: 256_000_000,
  max_memory_usage: 500_000_000,
  max_threads: 2,
}
const FIXED: [string, string][] = [
  ['max_bytes_before_external_group_by', '150000000'],
  ['max_bytes_before_external_sort', '150000000'],
  ['result_overflow_mode', 'throw'],
  ['max_ast_depth', '500'],
  ['max_ast_elements', '20000'],
  ['additional_table_filters', tableFilters()],
]
/** How a result looks; none of them names a file or an address. */
const HARMLESS =
  /^(output_format_(json|csv|tsv|pretty|decimal|native|parquet|arrow|write_statistics)\w*|date_time_output_format|session_timezone|limit|offset|max_block_size|extremes|readonly|cancel_http_readonly_queries_on_client_close|allow_experimental_\w+_type|http_\w+|join_use_nulls|result_overflow_mode)$/

/** Settings of a peer's query: its own harmless ones and our limits. @throws ClickHouseError READONLY for any other. */
export function peerSettings(asked: ReadonlyMap<string, string>): Map<string, string> {
  const settings = new Map(FIXED)
  for (const [name, limit] of Object.entries(LIMITS)) {
    const wanted = Number(asked.get(name) ?? limit)
    settings.set(name, String(wanted > 0 && wanted < limit ? wanted : limit))
  }
  for (const [name, value] of asked) {
    if (settings.has(name)) continue
    if (!HARMLESS.test(name)) throw clickHouseError(164, 'READONLY', `Cannot modify ${literal(name)} setting in readonly mode`)
    if (name !== 'readonly') settings.set(name, value)
  }
  return settings
}

/** In the lists of databases, tables and columns peers see what they may read. */
function tableFilters(): string {
  const views = [...VIEWS].map(literal).join(', ')
  const filters = {
    'system.databases': `name = '${DATABASE}'`,
    'system.tables': `database = '${DATABASE}' AND name IN (${views})`,
    'system.columns': `database = '${DATABASE}' AND table IN (${views})`,
  }
  const pairs = Object.entries(filters).map(([table, filter]) => `${literal(table)}: ${literal(filter)}`)
  return `{${pairs.join(', ')}}`
}
