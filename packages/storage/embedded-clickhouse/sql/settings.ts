import { clickHouseError } from '../engine/clickhouse-error.ts'
import { identifier, literal } from './quote.ts'

export type SessionSettings = {
  database: string | null
  settings: ReadonlyMap<string, string>
  /** Query parameters, in ClickHouse's escaped text form, without their `param_` prefix. */
  params: ReadonlyMap<string, string>
  /** Applied after everything else: 1 forbids changes of data and settings, 2 of data only. */
  readonly: 0 | 1 | 2
}

const NAME = /^[A-Za-z_][A-Za-z0-9_.]*$/
/** The engine's own default would answer before the rows are stored. */
const DEFAULTS: [string, string][] = [
  ['async_insert', '0'],
  ['max_memory_usage', '1000000000'],
  ['max_bytes_before_external_group_by', '300000000'],
  ['max_bytes_before_external_sort', '300000000'],
]

/** Statements to put before a query on a fresh connection. @throws ClickHouseError for a name that can't be a setting. */
export function sessionPrefix({ database, settings, params, readonly }: SessionSettings): string {
  const pairs = new Map(DEFAULTS)
  for (const [name, value] of settings) pairs.set(checked(name), value)
  for (const [name, value] of params) pairs.set(`param_${checked(name)}`, value)
  const wanted = pairs.get('readonly')
  pairs.delete('readonly')
  const set = [...pairs].map(([name, value]) => `${name} = ${literal(value)}`)
  const level = readonly === 1 || wanted === '1' ? 1 : readonly === 2 || wanted === '2' ? 2 : 0
  if (level !== 0) set.push(`readonly = ${level}`)
  return `${database === null ? '' : `USE ${identifier(database)}; `}SET ${set.join(', ')}; `
}

function checked(name: string): string {
  if (!NAME.test(name)) throw clickHouseError(115, 'UNKNOWN_SETTING', `Unknown setting ${literal(name)}.`)
  return name
}
