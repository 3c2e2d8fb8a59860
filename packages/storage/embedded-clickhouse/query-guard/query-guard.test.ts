import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { honest } from '../testing/honest-queries.ts'
import { hostile } from '../testing/hostile-queries.ts'
import { type StoreProcess, startStore } from '../testing/store-process.ts'

const CANARY = 'canary-51f0c2'
let store: StoreProcess
let canary: string

beforeAll(async () => {
  store = await startStore()
  canary = join(store.dataDir, 'canary.txt')
  writeFileSync(canary, `${CANARY}\n`)
  for (const sql of [
    'CREATE DATABASE groundswell',
    `CREATE TABLE groundswell.scored_posts (source String, id String, author String, time DateTime64(3), brands Array(String), text String, anger Float32, joy Nullable(Float32), emotions Array(String)) ENGINE = MergeTree ORDER BY time`,
    `INSERT INTO groundswell.scored_posts SELECT 'http', toString(number), concat('a', toString(number % 7)), toDateTime64('2026-11-01 00:00:00', 3) + number * 60, ['acme'], concat('text ', toString(number)), number / 1000, NULL, ['anger', 'joy'] FROM numbers(1000)`,
    'CREATE VIEW groundswell.posts AS SELECT * FROM groundswell.scored_posts',
    `CREATE VIEW groundswell.emotion_counts AS SELECT toStartOfMinute(time) AS minute, 'acme' AS brand, source, 'anger' AS emotion, count() AS posts, sum(anger) AS expected FROM groundswell.scored_posts GROUP BY minute, brand, source, emotion`,
    `CREATE TABLE secrets (secret String) ENGINE = MergeTree ORDER BY secret`,
    `INSERT INTO secrets VALUES ('${CANARY}')`,
  ])
    await store.text(sql)
})
afterAll(() => store.stop())

describe('hostile queries', () => {
  it.each(hostile)('refuses %s', async (_, sql) => {
    const response = await store.peer(sql.replaceAll('CANARY', canary), { param_t: 'secrets', default_format: 'TSV' })
    const text = await response.text()
    expect(response.status, text).toBeGreaterThanOrEqual(400)
    expect(Number(response.headers.get('x-clickhouse-exception-code'))).toBeGreaterThan(0)
    expect(text).toMatch(/not_allowed: .{10,}|SYNTAX_ERROR|TOO_DEEP|TOO_MANY|BAD_QUERY_PARAMETER|UNKNOWN_FORMAT/)
    expect(text.replaceAll(canary, '')).not.toContain(CANARY)
  })

  it('leaves everything as it was', async () => {
    expect(await store.text('SELECT count() FROM groundswell.scored_posts')).toBe('1000')
    expect(await store.text('SELECT secret FROM secrets')).toBe(CANARY)
    expect(await store.text(`SELECT count() FROM system.tables WHERE database IN ('default', 'groundswell')`)).toBe('4')
  })

  it.each([
    ['a looser limit', { max_execution_time: '0' }, `SELECT 1`, 200],
    ['another readonly', { readonly: '0' }, `SELECT 1`, 200],
    ['a setting that opens functions', { allow_introspection_functions: '1' }, 'SELECT 1', 400],
    ['a schema file', { format_schema: '/x' }, 'SELECT 1', 400],
    ['a setting with a quote', { "x' = 1, y": '1' }, 'SELECT 1', 400],
    ['a parameter with a quote', { "param_x' = 1, y": '1' }, 'SELECT 1', 404],
    ['a parameter that breaks out', { param_x: "'; DROP TABLE secrets; --" }, 'SELECT {x:String}', 200],
    ['a template as default format', { default_format: 'Template' }, 'SELECT 1', 400],
  ])('keeps its limits against %s', async (_, params, sql, status) => {
    const response = await store.peer(sql, params)
    expect(response.status, await response.text()).toBe(status)
  })

  it('ends what takes too long and what is too large', async () => {
    const long = `SELECT count() FROM posts AS a, posts AS b, posts AS c, posts AS d WHERE a.anger + b.anger + c.anger > d.anger`
    const late = await store.peer(long, { max_execution_time: '1' })
    expect(await late.text()).toContain('TIMEOUT_EXCEEDED')
    const large = await store.peer('SELECT a.text FROM posts AS a, posts AS b', { max_result_rows: '1000' })
    expect(await large.text()).toContain('TOO_MANY_ROWS_OR_BYTES')
    const memory = await store.peer('SELECT length(arrayMap(x -> range(100000), range(100000)))')
    expect(await memory.text()).toContain('MEMORY_LIMIT_EXCEEDED')
  })
})

describe('honest queries', () => {
  it.each(honest)('answers %s', async (sql) => {
    const response = await store.peer(sql, { param_n: '1', param_words: "['a','b']", param_when: '2026-11-01 00:00:00' })
    const text = await response.text()
    expect(response.status, text).toBe(200)
    expect(text).not.toBe('')
  })

  it('shows peers the views only', async () => {
    const names = async (sql: string) => (await (await store.peer(sql)).text()).trim().split('\n')
    expect(await names('SHOW TABLES')).toEqual(['emotion_counts', 'posts'])
    expect(await names('SHOW DATABASES')).toEqual(['groundswell'])
    expect(await names('SELECT DISTINCT table FROM system.columns ORDER BY table')).toEqual(['emotion_counts', 'posts'])
  })
})
