import { fork } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { PASSWORD, type StoreProcess, startStore } from './testing/store-process.ts'

const stores: StoreProcess[] = []
const start = async (dataDir?: string) => {
  const store = await startStore(dataDir)
  stores.push(store)
  return store
}
afterEach(async () => {
  for (const store of stores.splice(0)) await store.stop()
})

const TABLES = [
  'CREATE TABLE landing (id UInt64, month DateTime) ENGINE = Null',
  'CREATE TABLE kept (id UInt64, month DateTime) ENGINE = MergeTree PARTITION BY toYYYYMM(month) ORDER BY id SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1',
  'CREATE TABLE counts (month DateTime, n Int64) ENGINE = SummingMergeTree ORDER BY month SETTINGS non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1',
  'CREATE MATERIALIZED VIEW to_kept TO kept AS SELECT * FROM landing',
  'CREATE MATERIALIZED VIEW to_counts TO counts AS SELECT month, count()::Int64 AS n FROM landing GROUP BY month',
]
const insert = (store: StoreProcess, block: number) =>
  store.text(
    `INSERT INTO landing SELECT number + ${block * 500}, if(number % 2 = 0, '2026-10-01', '2026-11-01')::DateTime FROM numbers(500)`,
    {
      insert_deduplication_token: `block-${block}`,
      insert_deduplicate: '1',
      deduplicate_blocks_in_dependent_materialized_views: '1',
    },
  )

describe('after a kill in the middle of inserts', () => {
  it('opens again and holds each block once when the last ones are sent again', async () => {
    let store = await start()
    for (const sql of TABLES) await store.text(sql)
    let next = 0
    for (let round = 0; round < 5; round += 1) {
      const current = store
      const from = next
      const inserting = (async () => {
        for (;;) {
          await insert(current, next)
          next += 1
        }
      })()
      inserting.catch(() => undefined)
      while (next < from + 3 + round) await new Promise((resolve) => setImmediate(resolve))
      await current.kill('SIGKILL')
      await inserting.catch(() => undefined)
      store = await start(current.dataDir)
      // `next` is the block in doubt; the ones before it were acknowledged and are sent again to no effect.
      for (let block = Math.max(0, next - 2); block <= next; block += 1) await insert(store, block)
      next += 1
      const expected = String(next * 500)
      expect(await store.text('SELECT count() FROM kept')).toBe(expected)
      expect(await store.text('SELECT uniqExact(id) FROM kept')).toBe(expected)
      expect(await store.text('SELECT sum(n) FROM counts')).toBe(expected)
    }
  })
})

describe('stopping and starting', () => {
  it('ends within 2 s on SIGTERM, even with queries under way', async () => {
    const store = await start()
    const heavy = [1, 2].map((seed) =>
      store.app(`SELECT count() FROM numbers(100000000000) WHERE NOT ignore(sipHash64(number, ${seed}))`).catch(() => null),
    )
    while (Number(await store.text('SELECT count() FROM system.processes')) < 3) await new Promise((resolve) => setImmediate(resolve))
    const { code, ms } = await store.kill('SIGTERM')
    expect(code).toBe(0)
    expect(ms).toBeLessThan(2_500)
    await Promise.all(heavy)
  })

  it('ends when the channel to the supervisor closes', async () => {
    const { dataDir } = await start()
    const child = fork(fileURLToPath(new URL('./main.ts', import.meta.url)), [], {
      env: { ...process.env, DATA_DIR: `${dataDir}-2`, EMBEDDED_CLICKHOUSE_PORT: '0', CLICKHOUSE_PASSWORD: PASSWORD, LOG_LEVEL: 'warn' },
      execArgv: [],
    })
    await once(child, 'message')
    const exit = once(child, 'exit')
    child.disconnect()
    expect(await exit).toEqual([0, null])
    rmSync(`${dataDir}-2`, { recursive: true, force: true })
  })

  it('refuses a second process on the same folder and leaves the first alone', async () => {
    const store = await start()
    await store.text('CREATE TABLE t (a Int8) ENGINE = MergeTree ORDER BY a')
    await expect(start(store.dataDir)).rejects.toThrow(/ended with [12]/)
    expect(await store.text('SELECT count() FROM t')).toBe('0')
  })
})
