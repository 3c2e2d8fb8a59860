// Both are read when they are first used, so before any import. Each running statement holds a thread of libuv's pool;
// the engine takes its time zone from the machine, and a minute or a month must be the same on every machine.
process.env['UV_THREADPOOL_SIZE'] = '24'
process.env['TZ'] = 'UTC'

const { runPart } = await import('@groundswell/runtime/part.ts')
const { startEmbeddedClickhouse } = await import('./start.ts')

await runPart('embedded-clickhouse', startEmbeddedClickhouse)
