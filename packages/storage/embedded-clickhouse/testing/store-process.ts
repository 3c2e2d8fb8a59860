import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
export const USER = 'groundswell'
export const PASSWORD = 'password-of-this-start'

export type StoreProcess = {
  url: string
  pid: number
  dataDir: string
  /** Sends SQL as an app, like curl would. */
  app(sql: string, params?: Record<string, string>): Promise<Response>
  /** Sends SQL without credentials. */
  peer(sql: string, params?: Record<string, string>): Promise<Response>
  /** The text of an app's answer; throws when it is an error. */
  text(sql: string, params?: Record<string, string>): Promise<string>
  kill(signal: NodeJS.Signals): Promise<{ code: number | null; ms: number }>
  stop(): Promise<void>
}

/** The real store as the process that the supervisor starts, in a new folder unless given one. */
export async function startStore(dataDir = mkdtempSync(join(tmpdir(), 'groundswell-store-'))): Promise<StoreProcess> {
  // A time zone of the machine that must make no difference.
  const env = { DATA_DIR: dataDir, EMBEDDED_CLICKHOUSE_PORT: '0', CLICKHOUSE_USER: USER, CLICKHOUSE_PASSWORD: PASSWORD, LOG_LEVEL: 'warn' }
  const child = fork(MAIN, [], {
    env: { PATH: process.env['PATH'], TZ: 'America/New_York', ...env },
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const port = await readyPort(child)
  const url = `http://127.0.0.1:${port}/`
  const send = (sql: string, params: Record<string, string>, headers: Record<string, string>) =>
    fetch(`${url}?${new URLSearchParams(params)}`, { method: 'POST', body: sql, headers })
  const app = (sql: string, params: Record<string, string> = {}) =>
    send(sql, params, { 'x-clickhouse-user': USER, 'x-clickhouse-key': PASSWORD })

  const kill = async (signal: NodeJS.Signals) => {
    const started = performance.now()
    if (child.exitCode === null && child.signalCode === null) {
      const exit = once(child, 'exit')
      child.kill(signal)
      await exit
    }
    return { code: child.exitCode, ms: performance.now() - started }
  }
  return {
    url,
    pid: child.pid ?? 0,
    dataDir,
    app,
    peer: (sql, params = {}) => send(sql, params, {}),
    text: async (sql, params) => {
      const response = await app(sql, params)
      const text = await response.text()
      if (!response.ok) throw new Error(text)
      return text.trimEnd()
    },
    kill,
    stop: async () => {
      await kill('SIGKILL')
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function readyPort(child: ChildProcess): Promise<number> {
  return await new Promise((resolve, reject) => {
    child.on('message', (message) => {
      const { type, port } = message as { type: string; port: number }
      if (type === 'ready') resolve(port)
    })
    child.once('exit', (code) => reject(new Error(`the store ended with ${code} before it was ready`)))
  })
}
