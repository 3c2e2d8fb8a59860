import { DATABASE, VIEWS } from './allow-list.ts'

const name = (text: string) => `(?:${text}|\`${text}\`)`
const views = `(?:${[...VIEWS].map(name).join('|')})`
const LOOK_UPS = [
  /^SHOW DATABASES$/,
  new RegExp(`^SHOW TABLES(?: FROM ${name(DATABASE)})?(?: (?:NOT )?I?LIKE '[^'\\\\]*')?$`),
  new RegExp(`^(?:DESCRIBE|EXISTS) TABLE (?:${name(DATABASE)}\\.)?${views}$`),
]

/** Statements beside SELECT that tools send to find their way: exactly these, in ClickHouse's own spelling. */
export function isLookUp(sql: string): boolean {
  return LOOK_UPS.some((pattern) => pattern.test(sql))
}
