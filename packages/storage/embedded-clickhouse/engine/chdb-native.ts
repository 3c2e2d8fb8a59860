import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** A connection to the engine; it runs one statement at a time and keeps what SET told it. */
export type Connection = { readonly handle: unique symbol }
/** Rows and bytes of the result, or, for an INSERT, of what was inserted. */
export type NativeAnswer = { bytes: Uint8Array; elapsed: number; rowsRead: number; bytesRead: number }

type Native = {
  CreateConnection(directory: string, args?: string[]): Connection
  CloseConnection(connection: Connection): void
  QueryAsyncConnection(connection: Connection, sql: string, format: string): Promise<NativeAnswer>
}

/**
 * The addon below `chdb`'s own Session: Session delays closing until everything else in the process has finished.
 * The version of chdb is pinned, so this path is stable.
 */
export function loadChdb(): Native {
  const require = createRequire(import.meta.url)
  const loader = require(join(dirname(require.resolve('chdb/package.json')), 'dist', 'loader.js')) as { loadNative: () => Native }
  return loader.loadNative()
}
