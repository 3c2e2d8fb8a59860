import { DATABASE, HIDDEN_COLUMNS, NODE_TYPES, SYSTEM_TABLES, TYPE_WORDS, VIEWS } from './allow-list.ts'
import type { AstNode } from './ast.ts'
import { isAllowedFunction } from './functions.ts'

const MEMBERSHIP = new Set(['in', 'notin', 'globalin', 'globalnotin'])
const CASTS = new Set([
  'cast',
  '_cast',
  'accuratecast',
  'accuratecastornull',
  'accuratecastordefault',
  'jsonextract',
  'jsonextractkeysandvalues',
])
/** Answered only when nothing is read, as clients do when they connect. */
const CONNECTION_ONLY = new Set(['currentuser', 'current_user', 'user'])

/**
 * Why a parsed SELECT is refused, or null. Deny by default: a node, function, table or type that is not listed is refused.
 * @param subqueryNames names of its WITH subqueries; the caller has made sure that no table is called so.
 */
export function refusalOf(root: AstNode, subqueryNames: ReadonlySet<string>): string | null {
  if (root.type !== 'SelectWithUnionQuery') return `only SELECT is allowed, this is ${root.type}`
  if (root.children.length !== 1) return 'INTO OUTFILE, FORMAT and SETTINGS are not allowed'
  const nodes = [...walk(root)]
  const tables = nodes.filter(({ type }) => type === 'TableIdentifier').map(({ name }) => name)
  const readsSystem = tables.some((name) => SYSTEM_TABLES.has(name))
  for (const node of nodes) {
    const reason = refusalOfNode(node, subqueryNames, tables.length === 0) ?? (readsSystem ? refusalBesideSystem(node) : null)
    if (reason !== null) return reason
  }
  return null
}

function* walk(node: AstNode): Generator<AstNode> {
  yield node
  for (const child of node.children) yield* walk(child)
}

function refusalOfNode(node: AstNode, subqueryNames: ReadonlySet<string>, readsNothing: boolean): string | null {
  if (node.type === 'Set') return 'SETTINGS are not allowed'
  if (!NODE_TYPES.has(node.type)) return `${node.type} is not allowed`
  if (node.type === 'TableIdentifier') return isReadable(node.name, subqueryNames) ? null : `table ${node.name} is not allowed`
  if (node.type === 'TableExpression') {
    const source = node.children.find(({ type }) => type === 'Function')
    return source === undefined ? null : `table function ${source.name} is not allowed`
  }
  return node.type === 'Function' ? refusalOfFunction(node, subqueryNames, readsNothing) : null
}

function refusalOfFunction(node: AstNode, subqueryNames: ReadonlySet<string>, readsNothing: boolean): string | null {
  const name = node.name.toLowerCase()
  if (CONNECTION_ONLY.has(name)) return readsNothing ? null : `function ${node.name} is not allowed`
  if (!isAllowedFunction(name)) return `function ${node.name} is not allowed`
  const parameters = node.children[0]?.children ?? []
  if (CASTS.has(name)) {
    const type = parameters.at(-1)
    if (type?.type !== 'Literal' || !isPlainType(type.name)) return `type ${type?.name ?? '?'} is not allowed`
  }
  const right = parameters[1]
  // To the right of IN a bare name is a table.
  if (MEMBERSHIP.has(name) && right?.type === 'Identifier' && !isReadable(right.name, subqueryNames))
    return `table ${right.name} is not allowed; to look into an array write has(array, value)`
  return null
}

function isReadable(table: string, subqueryNames: ReadonlySet<string>): boolean {
  if (VIEWS.has(table) || subqueryNames.has(table) || SYSTEM_TABLES.has(table)) return true
  return table.startsWith(`${DATABASE}.`) && VIEWS.has(table.slice(DATABASE.length + 1))
}

function isPlainType(literal: string): boolean {
  if (!/^'.*'$/.test(literal)) return false
  // Names of enum values, of tuple fields and time zones are text, not types.
  const withoutText = literal.slice(1, -1).replaceAll(/\\'[\w/+ -]*\\'/g, '')
  return /^[\w(), =+-]*$/.test(withoutText) && (withoutText.match(/[A-Za-z_]\w*/g) ?? []).every((word) => TYPE_WORDS.has(word))
}

function refusalBesideSystem(node: AstNode): string | null {
  if (node.type === 'Asterisk' || node.type === 'QualifiedAsterisk') return '* is not allowed on system tables: name the columns'
  const column = node.type === 'Identifier' ? (node.name.split('.').at(-1) ?? '') : ''
  return HIDDEN_COLUMNS.has(column) ? `column ${column} is not allowed` : null
}
