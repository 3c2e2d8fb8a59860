import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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

const hostile: [string, string][] = [
  // files and addresses
  ['file as table', `SELECT * FROM file('CANARY', 'LineAsString')`],
  ['file as scalar', `SELECT file('CANARY')`],
  ['file in upper case', `SELECT FILE('CANARY')`],
  ['file behind an alias', `SELECT x FROM (SELECT file('CANARY') AS x)`],
  ['file in WHERE', `SELECT count() FROM posts WHERE text = file('CANARY')`],
  ['file in a lambda', `SELECT arrayMap(x -> file(x), ['CANARY'])`],
  ['file in a CTE', `WITH f AS (SELECT file('CANARY') AS c) SELECT c FROM f`],
  ['file in WITH expression', `WITH file('CANARY') AS f SELECT f`],
  ['file in ORDER BY', `SELECT text FROM posts ORDER BY file('CANARY')`],
  ['file in HAVING', `SELECT count() FROM posts HAVING file('CANARY') != ''`],
  ['file in LIMIT', `SELECT text FROM posts LIMIT length(file('CANARY'))`],
  ['file in INTERPOLATE', `SELECT 1 AS a, 'x' AS b ORDER BY a WITH FILL FROM 1 TO 3 INTERPOLATE (b AS file('CANARY'))`],
  ['file in a window', `SELECT count() OVER (PARTITION BY file('CANARY')) FROM posts`],
  ['file in JOIN ON', `SELECT 1 FROM posts AS a JOIN posts AS b ON a.id = file('CANARY')`],
  ['file to the right of IN', `SELECT 1 IN file('CANARY')`],
  ['file by APPLY', `SELECT * APPLY (x -> file('CANARY')) FROM posts`],
  ['file by name in APPLY', `SELECT * APPLY (file) FROM posts`],
  ['file in REPLACE', `SELECT * REPLACE (file('CANARY') AS text) FROM posts`],
  ['file in quotes', "SELECT `file`('CANARY')"],
  ['file behind a comment', `SELECT /* harmless */ file /* ( */ ('CANARY')`],
  ['file after a line comment', `SELECT 1 -- SELECT\n, file('CANARY')`],
  ['file in a heredoc', `SELECT $$x$$, file($a$CANARY$a$)`],
  ['url', `SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 'a String')`],
  ['s3', `SELECT * FROM s3('http://127.0.0.1:1/x', 'CSV')`],
  ['remote', `SELECT * FROM remote('127.0.0.1', system, one)`],
  ['remote by argument names', `SELECT * FROM remote('127.0.0.1', secrets)`],
  ['mysql', `SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')`],
  ['postgresql', `SELECT * FROM postgresql('127.0.0.1:1', 'a', 'b', 'c', 'd')`],
  ['sqlite', `SELECT * FROM sqlite('CANARY', 't')`],
  ['hdfs', `SELECT * FROM hdfs('hdfs://127.0.0.1:1/x', 'CSV')`],
  ['jdbc', `SELECT * FROM jdbc('x', 'y', 'z')`],
  ['executable', `SELECT * FROM executable('cat CANARY', 'TSV', 'a String')`],
  ['input', `SELECT * FROM input('a String')`],
  ['values', `SELECT * FROM values('a String', 'x')`],
  ['view', `SELECT * FROM view(SELECT 1)`],
  ['format', `SELECT * FROM format(JSONEachRow, '{"a":1}')`],
  ['merge', `SELECT * FROM merge('default', 'secrets')`],
  ['cluster', `SELECT * FROM cluster('default', default.secrets)`],
  ['DESCRIBE url', `DESCRIBE url('http://127.0.0.1:1/', 'CSV')`],
  ['DESCRIBE file', `DESCRIBE TABLE file('CANARY')`],
  ['DESCRIBE a subquery', `DESCRIBE TABLE (SELECT file('CANARY'))`],
  // writing
  ['INTO OUTFILE', `SELECT 1 INTO OUTFILE 'CANARY.out'`],
  ['INTO OUTFILE and FORMAT', `SELECT * FROM posts INTO OUTFILE 'CANARY.out' TRUNCATE FORMAT CSV`],
  ['INTO OUTFILE behind a comment', `SELECT 1 /**/INTO/**/OUTFILE 'CANARY.out'`],
  ['CREATE', `CREATE TABLE x (a Int8) ENGINE = Memory`],
  ['CREATE AS SELECT', `CREATE TABLE x ENGINE = Memory AS SELECT 1`],
  ['CREATE FUNCTION', `CREATE FUNCTION f AS x -> x + 1`],
  ['INSERT', `INSERT INTO groundswell.scored_posts (id) VALUES ('x')`],
  ['INSERT SELECT', `INSERT INTO secrets SELECT 'x'`],
  ['INSERT INTO FUNCTION', `INSERT INTO FUNCTION file('CANARY.out', 'CSV', 'a Int8') VALUES (1)`],
  ['DROP', `DROP TABLE groundswell.scored_posts`],
  ['TRUNCATE', `TRUNCATE TABLE groundswell.scored_posts`],
  ['ALTER', `ALTER TABLE groundswell.scored_posts DELETE WHERE 1`],
  ['DELETE', `DELETE FROM groundswell.scored_posts WHERE 1`],
  ['ATTACH', `ATTACH TABLE x UUID '00000000-0000-0000-0000-000000000001' (a Int8) ENGINE = Memory`],
  ['DETACH', `DETACH TABLE groundswell.scored_posts`],
  ['RENAME', `RENAME TABLE secrets TO secrets2`],
  ['OPTIMIZE', `OPTIMIZE TABLE groundswell.scored_posts FINAL`],
  ['BACKUP', `BACKUP DATABASE groundswell TO File('CANARY.out')`],
  ['KILL', `KILL QUERY WHERE 1`],
  ['SYSTEM', `SYSTEM STOP MERGES`],
  ['SYSTEM SHUTDOWN', `SYSTEM SHUTDOWN`],
  ['SET', `SET readonly = 0`],
  ['USE', `USE default`],
  ['GRANT', `GRANT ALL ON *.* TO default`],
  // several statements
  ['two statements', `SELECT 1; DROP TABLE secrets`],
  ['two selects', `SELECT 1; SELECT 2`],
  ['a second statement behind a comment', `SELECT 1 /* ; */; -- x\nSELECT 2`],
  ['a quote that does not end', `SELECT 'a`],
  ['PARALLEL WITH', `CREATE TABLE a (a Int8) ENGINE = Memory PARALLEL WITH SELECT 1`],
  // settings
  ['SETTINGS', `SELECT 1 SETTINGS readonly = 0`],
  ['SETTINGS in a subquery', `SELECT * FROM (SELECT 1 SETTINGS max_execution_time = 0)`],
  ['SETTINGS behind FORMAT', `SELECT 1 FORMAT CSV SETTINGS max_result_rows = 0`],
  ['getSetting', `SELECT getSetting('max_threads')`],
  ['getServerSetting', `SELECT getServerSetting('max_server_memory_usage')`],
  // other tables
  ['a table beside the views', `SELECT * FROM groundswell.scored_posts`],
  ['the same, unqualified', `SELECT * FROM scored_posts`],
  ['the same, quoted', 'SELECT * FROM `groundswell`.`scored_posts`'],
  ['another database', `SELECT * FROM default.secrets`],
  ['a table to the right of IN', `SELECT 'x' IN default.secrets`],
  ['a table to the right of IN, unqualified', `SELECT 'x' IN scored_posts`],
  ['a table to the right of NOT IN, as a function', `SELECT notIn('x', default.secrets)`],
  ['a table in a JOIN', `SELECT * FROM posts JOIN default.secrets ON 1`],
  ['a table in a UNION', `SELECT text FROM posts UNION ALL SELECT secret FROM default.secrets`],
  ['a table in EXISTS', `SELECT EXISTS(SELECT 1 FROM default.secrets)`],
  ['a table under the name of a CTE elsewhere', `SELECT (WITH scored_posts AS (SELECT 1) SELECT 1), text FROM scored_posts`],
  ['a table inside its own CTE', `WITH scored_posts AS (SELECT * FROM scored_posts) SELECT * FROM scored_posts`],
  ['a CTE in quotes', 'WITH `scored_posts` AS (SELECT 1) SELECT * FROM scored_posts'],
  ['a table as a parameter', `SELECT * FROM {t:Identifier}`],
  ['a function as a parameter type', `SELECT {t:AggregateFunction(uniq, String)}`],
  ['joinGet', `SELECT joinGet('default.secrets', 'secret', 1)`],
  ['dictGet', `SELECT dictGet('d', 'a', 1)`],
  ['hasColumnInTable', `SELECT hasColumnInTable('default', 'secrets', 'secret')`],
  ['recursive CTE', `WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT * FROM t`],
  // system and server
  ['system.processes', `SELECT query FROM system.processes`],
  ['system.query_log', `SELECT * FROM system.query_log`],
  ['system.users', `SELECT * FROM system.users`],
  ['system.parts', `SELECT path FROM system.parts`],
  ['system.disks', `SELECT path FROM system.disks`],
  ['system.server_settings', `SELECT * FROM system.server_settings`],
  ['system.environment in quotes', 'SELECT * FROM system.`server_settings`'],
  ['paths of tables', `SELECT data_paths FROM system.tables`],
  ['all of system.tables', `SELECT * FROM system.tables`],
  ['a path through an alias', `SELECT t.metadata_path FROM system.tables AS t`],
  ['information_schema', `SELECT * FROM information_schema.tables`],
  ['SHOW CREATE', `SHOW CREATE TABLE groundswell.scored_posts`],
  ['SHOW TABLES elsewhere', `SHOW TABLES FROM default`],
  ['SHOW with a condition', `SHOW TABLES FROM groundswell WHERE file('CANARY') != ''`],
  ['SHOW PROCESSLIST', `SHOW PROCESSLIST`],
  ['SHOW SETTINGS', `SHOW SETTINGS LIKE '%'`],
  ['hostName', `SELECT hostName()`],
  ['currentUser beside a table', `SELECT currentUser() FROM posts`],
  ['serverUUID', `SELECT serverUUID()`],
  ['getMacro', `SELECT getMacro('x')`],
  ['filesystemAvailable', `SELECT filesystemAvailable()`],
  ['queryID', `SELECT queryID()`],
  ['getClientHTTPHeader', `SELECT getClientHTTPHeader('x')`],
  ['catboostEvaluate', `SELECT catboostEvaluate('CANARY', 1)`],
  ['sleep', `SELECT sleep(3)`],
  ['sleepEachRow', `SELECT sleepEachRow(1) FROM posts`],
  // explaining runs scalar subqueries
  ['EXPLAIN', `EXPLAIN SELECT file('CANARY')`],
  ['EXPLAIN as a table', `SELECT * FROM (EXPLAIN SELECT file('CANARY'))`],
  ['viewExplain', `SELECT * FROM viewExplain('EXPLAIN', '', (SELECT 1))`],
  // generators
  ['numbers', `SELECT count() FROM numbers(1e18)`],
  ['zeros', `SELECT count() FROM zeros(1e18)`],
  ['generateSeries', `SELECT * FROM generateSeries(1, 1000000000)`],
  ['generateRandom', `SELECT * FROM generateRandom('a Int8')`],
  ['system.numbers', `SELECT sum(number) FROM system.numbers`],
  ['loop', `SELECT * FROM loop(groundswell.posts)`],
  // functions by name, states, schemas
  ['arrayReduce', `SELECT arrayReduce('groupBitmapMerge', [unhex('00')])`],
  ['initializeAggregation', `SELECT initializeAggregation('sumState', 1)`],
  ['a state from bytes', `SELECT CAST(unhex('ff'), 'AggregateFunction(groupBitmap, UInt32)')`],
  ['a state from bytes, by ::', `SELECT unhex('ff')::AggregateFunction(uniq, String)`],
  ['finalizeAggregation', `SELECT finalizeAggregation(text) FROM posts`],
  ['Merge', `SELECT uniqMerge(text) FROM posts`],
  ['formatRow', `SELECT formatRow('Template', text) FROM posts`],
  ['FORMAT with a template', `SELECT 1 FORMAT Template`],
  ['FORMAT with a schema', `SELECT 1 FORMAT CapnProto`],
  ['structureToProtobufSchema', `SELECT structureToProtobufSchema('a Int8')`],
  // names that try to forge the tree
  ['a name with a line break', "SELECT 1 AS `x\n Function count`, file('CANARY')"],
  ['a name with an escape', 'SELECT 1 AS `a\\nb`'],
  ['a function in Cyrillic', `SELECT fіle('CANARY')`],
  ['full-width letters', `SELECT ｆｉｌｅ('CANARY')`],
  ['curly quotes', `SELECT file(‘CANARY’)`],
  ['curly quotes around a name', `SELECT “file”('CANARY')`],
  ['a space that is none', `SELECT\u00a0file('CANARY')`],
  ['a NUL character', `SELECT 1\0, file('CANARY')`],
  ['COLUMNS', `SELECT COLUMNS('.*') FROM posts`],
  ['deep nesting', `SELECT ${'('.repeat(2_000)}1${')'.repeat(2_000)}`],
  ['a very long query', `SELECT '${'x'.repeat(70_000)}'`],
]

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

const honest: string[] = [
  'SELECT 1',
  'SELECT version(), timezone(), currentDatabase()',
  'SELECT currentUser() AS user, timezone() AS timezone, version() AS version LIMIT 1',
  'SELECT count() FROM posts',
  'SELECT count() FROM groundswell.posts;',
  'SELECT * FROM posts ORDER BY time DESC LIMIT 5 FORMAT JSONEachRow',
  'select source, count(*) as posts from posts group by source order by posts desc format JSON',
  'SELECT toStartOfHour(time) AS hour, avg(anger), quantile(0.9)(anger), quantilesExact(0.5, 0.99)(anger) FROM posts GROUP BY hour ORDER BY hour',
  `SELECT author, uniqExact(id), countIf(anger > 0.5), avgOrNullIf(anger, has(emotions, 'joy')) FROM posts GROUP BY author HAVING count() > 10`,
  'SELECT time, avg(anger) OVER (ORDER BY time ROWS BETWEEN 5 PRECEDING AND CURRENT ROW) AS smooth FROM posts LIMIT 10',
  'SELECT author, row_number() OVER w, lagInFrame(anger) OVER w FROM posts WINDOW w AS (PARTITION BY author ORDER BY time) LIMIT 3',
  'SELECT author, time FROM posts QUALIFY row_number() OVER (PARTITION BY author ORDER BY time) = 1',
  `SELECT arrayJoin(emotions) AS emotion, count() FROM posts GROUP BY emotion WITH TOTALS`,
  `SELECT emotion, count() FROM posts ARRAY JOIN emotions AS emotion GROUP BY emotion`,
  'WITH loud AS (SELECT author, count() AS n FROM posts GROUP BY author) SELECT author FROM loud WHERE n > (SELECT avg(n) FROM loud)',
  'WITH top AS (SELECT author FROM posts GROUP BY author LIMIT 2), 0.5 AS floor SELECT count() FROM posts WHERE author IN top AND anger > floor',
  `SELECT minute, sum(posts) FROM emotion_counts WHERE brand = 'acme' AND emotion IN ('anger', 'fear') GROUP BY minute ORDER BY minute WITH FILL STEP 60 LIMIT 10`,
  'SELECT a.author, b.n FROM posts AS a LEFT JOIN (SELECT author, count() AS n FROM posts GROUP BY author) AS b USING (author) LIMIT 3',
  `SELECT text FROM posts WHERE text ILIKE '%TEXT 99%' OR match(text, '^text [0-9]+7$') ORDER BY length(text) DESC, text COLLATE 'en' LIMIT 2 BY author LIMIT 4`,
  `SELECT dateDiff('day', min(time), max(time)), toYYYYMM(max(time)), formatDateTime(max(time), '%Y-%m-%d'), max(time) - INTERVAL 1 DAY FROM posts`,
  `SELECT CAST(anger AS Decimal(9, 3)), anger::Nullable(Float64), toTypeName(joy), CAST('a' AS Enum8('a' = 1, 'b' = 2)) FROM posts LIMIT 1`,
  'SELECT topK(3)(author), groupArray(5)(id), groupUniqArray(source), argMax(text, anger), sumMap(map(author, 1)) FROM posts',
  `SELECT author, CASE WHEN anger > 0.5 THEN 'loud' WHEN anger IS NULL THEN 'none' ELSE 'calm' END AS mood FROM posts LIMIT 5`,
  'SELECT source, author, count() FROM posts GROUP BY GROUPING SETS ((source), (author)) ORDER BY 3 DESC',
  'SELECT source, count() FROM posts GROUP BY ROLLUP(source)',
  '(SELECT author FROM posts LIMIT 1) UNION DISTINCT (SELECT author FROM posts LIMIT 2)',
  'SELECT author FROM posts INTERSECT SELECT author FROM posts WHERE anger > 0.9',
  'SELECT * EXCEPT (text) FROM posts LIMIT 1',
  'SELECT arrayMap(x -> x * 2, arrayFilter(x -> x > 1, [1, 2, 3])), arraySort((a, b) -> b, [1, 2], [2, 1])',
  `SELECT id FROM posts WHERE (source, author) IN (SELECT source, author FROM posts WHERE anger > 0.99)`,
  'SELECT count() FROM posts WHERE EXISTS (SELECT 1 FROM emotion_counts)',
  `SELECT count() FILTER (WHERE anger > 0.5) AS loud FROM posts -- the loud ones`,
  'SELECT count() AS "Loud posts", avg(anger) AS `Average score` FROM posts',
  'SELECT {n:UInt8} + 1, {words:Array(String)}, {when:DateTime}',
  'SELECT corr(anger, toUnixTimestamp(time)), stddevPop(anger), simpleLinearRegression(toUnixTimestamp(time), anger), sparkbar(10)(toHour(time), 1) FROM posts',
  'SHOW DATABASES',
  'SHOW TABLES',
  'SHOW TABLES FROM groundswell',
  `SHOW TABLES FROM groundswell LIKE 'po%'`,
  'DESCRIBE TABLE groundswell.posts',
  'DESC posts',
  'EXISTS TABLE groundswell.posts',
  `SELECT name, value, readonly FROM system.settings WHERE name LIKE 'max%'`,
  `SELECT name FROM system.tables WHERE database = 'groundswell'`,
  `SELECT name, type FROM system.columns WHERE database = 'groundswell' AND table = 'posts'`,
]

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
