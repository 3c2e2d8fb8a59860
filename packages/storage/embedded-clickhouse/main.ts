// Each running statement holds a thread of libuv's pool, whose size is read when it is first used: before any import.
process.env['UV_THREADPOOL_SIZE'] = '24'

const { runPart } = await import('@groundswell/runtime/part.ts')
const { startEmbeddedClickhouse } = await import('./start.ts')

await runPart('embedded-clickhouse', startEmbeddedClickhouse)
