import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadChdb, type NativeAnswer } from './chdb-native.ts'
import { fromEngine } from './clickhouse-error.ts'

const SERVER_CONFIG = fileURLToPath(new URL('./server.xml', import.meta.url))

/** The ClickHouse engine inside this process. Every call is one fresh connection, so that no setting outlives it. */
export type Engine = {
  /** Runs the statements of `sql` in order and answers with the last one's output in `format`. @throws ClickHouseError */
  run(sql: string, format: string): Promise<NativeAnswer>
  /** Ends the running queries whose text starts with `tag`. */
  kill(tag: string): Promise<void>
  /** Waits for what runs and closes the store; false when something would not end in time. */
  close(withinMs: number): Promise<boolean>
}

/** Opens (or creates) the store in `directory`. One process a directory: a second one throws ClickHouse's CANNOT_OPEN_FILE. */
export function openEngine(directory: string): Engine {
  const path = resolve(directory)
  mkdirSync(path, { recursive: true })
  const chdb = loadChdb()
  // Held for the life of the process: the engine shuts down with its last connection.
  const root = chdb.CreateConnection(path, [`--config-file=${SERVER_CONFIG}`])

  const running = new Set<Promise<unknown>>()

  const onFreshConnection = async <T>(work: (connection: typeof root) => Promise<T>): Promise<T> => {
    const connection = chdb.CreateConnection(path)
    const result = work(connection)
    running.add(result)
    try {
      return await result
    } catch (error) {
      throw fromEngine(error)
    } finally {
      running.delete(result)
      chdb.CloseConnection(connection)
    }
  }
  const run = (sql: string, format: string) => onFreshConnection((connection) => chdb.QueryAsyncConnection(connection, sql, format))

  return {
    run,
    kill: async (tag) => {
      await run(`KILL QUERY WHERE startsWith(query, '${tag}') ASYNC`, 'Null')
    },
    close: async (withinMs) => {
      const late = new Promise<false>((resolve) => setTimeout(resolve, withinMs, false))
      const ended = Promise.allSettled(running).then(() => true as const)
      const inTime = await Promise.race([ended, late])
      if (inTime) chdb.CloseConnection(root)
      return inTime
    },
  }
}
