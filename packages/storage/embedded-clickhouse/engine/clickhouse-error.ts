const CODE = /Code: (\d+)\./

/** An error as ClickHouse words it: `Code: N. DB::Exception: text (NAME)`. */
export class ClickHouseError extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.name = 'ClickHouseError'
    this.code = code
  }
}

/** Words a refusal of ours the way clients parse ClickHouse's. */
export function clickHouseError(code: number, name: string, text: string): ClickHouseError {
  return new ClickHouseError(code, `Code: ${code}. DB::Exception: ${text} (${name})`)
}

/** What the engine threw; text without a code becomes ClickHouse's LOGICAL_ERROR. */
export function fromEngine(error: unknown): ClickHouseError {
  if (error instanceof ClickHouseError) return error
  const message = error instanceof Error ? error.message : String(error)
  const code = CODE.exec(message)?.[1]
  return code === undefined ? clickHouseError(49, 'LOGICAL_ERROR', message) : new ClickHouseError(Number(code), message.trim())
}
