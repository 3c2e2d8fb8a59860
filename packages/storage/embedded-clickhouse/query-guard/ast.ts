/** One line of `EXPLAIN AST`, such as `   Function count (alias n) (children 1)`. */
export type AstNode = { type: string; name: string; children: AstNode[] }

const LINE = /^( *)(\S+) ?(.*)$/
const ENDINGS = /(?: \(alias .*\))?(?: \(children \d+\))?$/

/** Reads the tree that `EXPLAIN AST` prints; null when a line is not of its form. */
export function readAst(lines: readonly string[]): AstNode | null {
  const open: AstNode[] = []
  let root: AstNode | null = null
  for (const line of lines) {
    const [, indent = '', type, rest = ''] = LINE.exec(line) ?? []
    const depth = indent.length
    if (type === undefined || depth > open.length || (depth === 0 && root !== null)) return null
    const node = { type, name: ` ${rest}`.replace(ENDINGS, '').trim(), children: [] }
    if (depth === 0) root = node
    else open[depth - 1]?.children.push(node)
    open.length = depth
    open.push(node)
  }
  return root
}
