import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client'
import type { Config } from '@groundswell/shared/config.ts'

/** The store of scored posts, rollups and outcomes: a ClickHouse server, embedded or not. */
export type EmotionStore = {
  readonly kind: 'embedded' | 'clickhouse'
  readonly client: ClickHouseClient
  /** False while the store does not answer. */
  ping(): Promise<boolean>
  close(): Promise<void>
}

/** Opens a connection pool; nothing is sent before the first query. */
export function openEmotionStore(config: Config): EmotionStore {
  const embedded = config.CLICKHOUSE_URL === undefined
  const client = createClient({
    url: config.CLICKHOUSE_URL ?? `http://127.0.0.1:${config.EMBEDDED_CLICKHOUSE_PORT}`,
    username: config.CLICKHOUSE_USER,
    password: config.CLICKHOUSE_PASSWORD,
    application: 'groundswell',
    request_timeout: 30_000,
    // Callers log what failed, once; the client would print a block to the console for every attempt.
    log: { level: ClickHouseLogLevel.OFF },
    clickhouse_settings: {
      // The server's own default would gather inserts in memory and acknowledge them in its own time.
      async_insert: 0,
      date_time_output_format: 'iso',
      output_format_json_quote_64bit_integers: 1,
    },
  })
  return {
    kind: embedded ? 'embedded' : 'clickhouse',
    client,
    ping: async () => (await client.ping({ select: true })).success,
    close: () => client.close(),
  }
}

/** Runs a query and returns its rows as objects; 64-bit integers come as strings. */
export async function queryRows<Row>(store: EmotionStore, query: string, params: Record<string, unknown> = {}): Promise<Row[]> {
  const result = await store.client.query({ query, query_params: params, format: 'JSONEachRow' })
  return await result.json<Row>()
}
