import { literal } from './quote.ts'
import { type Token, tokens } from './tokens.ts'

export type Insert = {
  /** The same INSERT with its data taken from a file. */
  fromFile(path: string): string
  /** The data, in pieces. */
  data: Buffer[]
}

/** The statement stands at the start of a body; data follows. */
const STATEMENT_BYTES = 256 * 1024

/**
 * Takes an INSERT and its data apart; null for INSERT ... SELECT, which has none. Data never goes to the engine behind
 * its statement: chdb ends it at the first empty line, drops the rest of binary formats and runs the rest of text as SQL.
 */
export function splitInsert(head: string, body: Buffer): Insert | null {
  const headBytes = Buffer.from(head === '' || body.length === 0 ? head : `${head}\n`, 'utf8')
  const start = Buffer.concat([headBytes, body.subarray(0, STATEMENT_BYTES)])
  // One character a byte, so that positions in the text are positions in the bytes.
  const clauses = findClauses(start.toString('latin1'))
  if (clauses === null) return null
  const { insertAt, settingsAt, dataAt, format } = clauses
  const text = (from: number, to: number) => start.toString('utf8', from, to)
  const [before, settings] = [text(insertAt, settingsAt), text(settingsAt, clauses.formatAt)]
  const inHead = dataAt < headBytes.length
  const data = inHead ? [headBytes.subarray(dataAt), body] : [body.subarray(dataAt - headBytes.length)]
  return {
    fromFile: (path) => `${before}\nFROM INFILE ${literal(path)} COMPRESSION 'none' ${settings}\nFORMAT ${format}`,
    data,
  }
}

type Clauses = { insertAt: number; settingsAt: number; formatAt: number; dataAt: number; format: string }

function findClauses(sql: string): Clauses | null {
  let first: Token | null = null
  let settings: Token | null = null
  let formatWord: Token | null = null
  for (const token of tokens(sql)) {
    first ??= token
    if (formatWord !== null) {
      const dataAt = startOfData(sql, token.end)
      const settingsAt = settings?.start ?? formatWord.start
      return { insertAt: first.start, settingsAt, formatAt: formatWord.start, dataAt, format: token.text }
    }
    if (token.kind !== 'word' || token.depth !== 0) continue
    const word = token.text.toUpperCase()
    if (word === 'SELECT' || word === 'WITH' || word === 'FROM') return null
    if (word === 'SETTINGS') settings = token
    if (word === 'FORMAT') formatWord = token
    if (word === 'VALUES')
      return {
        insertAt: first.start,
        settingsAt: settings?.start ?? token.start,
        formatAt: token.start,
        dataAt: token.end,
        format: 'Values',
      }
  }
  return null
}

/** As ClickHouse has it: after the first line break behind the format's name, or after the blanks. */
function startOfData(sql: string, at: number): number {
  const blanks = /^[ \t\f]*\r?\n?/.exec(sql.slice(at, at + 1_000))?.[0] ?? ''
  return at + blanks.length
}
