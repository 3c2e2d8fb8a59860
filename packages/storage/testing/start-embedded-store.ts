import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../embedded-clickhouse/main.ts', import.meta.url))
const PASSWORD = 'password-of-this-test'

export type EmbeddedStore = {
  /** Environment of a process that may write to it. */
  env: Record<string, string>
  url: string
  kill(): Promise<void>
  stop(): Promise<void>
}

/** The embedded ClickHouse as its own process, as the supervisor runs it, for tests; keeps its data below `dataDir`. */
export async function startEmbeddedStore(dataDir: string, port = '0'): Promise<EmbeddedStore> {
  const env = { DATA_DIR: dataDir, CLICKHOUSE_USER: 'groundswell', CLICKHOUSE_PASSWORD: PASSWORD, LOG_LEVEL: 'warn' }
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, ...env, EMBEDDED_CLICKHOUSE_PORT: port },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const ended = once(child, 'exit')
  const [message] = (await Promise.race([
    once(child, 'message'),
    ended.then(([code]) => Promise.reject(new Error(`the embedded store ended with ${code}`))),
  ])) as [{ port: number }]
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    await ended
  }
  return {
    env: { ...env, EMBEDDED_CLICKHOUSE_PORT: String(message.port) },
    url: `http://127.0.0.1:${message.port}`,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  }
}
