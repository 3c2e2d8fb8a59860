import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '@groundswell/runtime/ports.ts'
import type { ErrorBody } from '@groundswell/shared/errors.ts'
import type { Status } from '@groundswell/shared/live-events.ts'
import { isAlive, type Process, processTree } from './processes.ts'
import { waitFor } from './wait-for.ts'

export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url))
export const TINY_MODEL = join(REPOSITORY, 'test/fixtures/tiny-model')

/** The parts of a running Groundswell, by what stands in their command lines. */
export const PARTS = {
  ingest: 'apps/ingest/',
  classifier: 'apps/classifier/',
  aggregator: 'apps/aggregator/',
  dashboard: 'apps/dashboard/',
  store: 'embedded-clickhouse',
} as const
export type Part = keyof typeof PARTS

/** What `POST /posts` answers, accepted or refused. */
export type IntakeAnswer = Partial<ErrorBody> & {
  accepted?: number
  rejected?: { index: number; field: string; message: string }[]
  rejectedCount?: number
}

/** All of Groundswell, running as `npm start` runs it, on free ports and a data directory of its own. */
export class Groundswell {
  readonly dataDir: string
  readonly url: string
  readonly storeUrl: string
  readonly #env: NodeJS.ProcessEnv
  readonly #root: string
  #supervisor: ChildProcess | null = null

  private constructor(dataDir: string, ports: [number, number], env: NodeJS.ProcessEnv, root: string) {
    this.dataDir = dataDir
    this.url = `http://127.0.0.1:${ports[0]}`
    this.storeUrl = env['CLICKHOUSE_URL'] ?? `http://127.0.0.1:${ports[1]}`
    this.#root = root
    this.#env = {
      PORT: String(ports[0]),
      EMBEDDED_CLICKHOUSE_PORT: String(ports[1]),
      DATA_DIR: dataDir,
      SOURCES: 'http',
      LOG_LEVEL: 'info',
      ...env,
    }
  }

  /** @param root another copy of the repository to run. */
  static async start(env: NodeJS.ProcessEnv = {}, root = REPOSITORY): Promise<Groundswell> {
    const dataDir = await mkdtemp(join(tmpdir(), 'groundswell-test-'))
    const running = new Groundswell(dataDir, [await freePort(), await freePort()], env, root)
    await running.startSupervisor()
    return running
  }

  /** Starts the supervisor, again after a kill; resolves when everything is ready. */
  async startSupervisor(): Promise<void> {
    const supervisor = spawn(process.execPath, ['apps/standalone/main.ts'], {
      cwd: this.#root,
      env: { ...withoutSettings(process.env), ...this.#env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    this.#supervisor = supervisor
    supervisor.stderr?.pipe(createWriteStream(this.logFile, { flags: 'a' }))
    let out = ''
    supervisor.stdout?.on('data', (chunk) => {
      out += chunk
    })
    const ended = new Promise<never>((_, reject) => supervisor.on('exit', (code) => reject(new Error(`it ended with ${code}`))))
    ended.catch(() => undefined)
    const live = waitFor(
      'Groundswell to be live',
      async () => out.includes('Groundswell is live at') && (await this.get<{ ready: boolean }>('/ready')).ready,
      90_000,
    )
    live.catch(() => undefined)
    await Promise.race([live, ended]).catch(async (error: Error) => {
      const log = await readFile(this.logFile, 'utf8')
      await this.stop()
      throw new Error(`${error.message}\n${log.slice(-4_000)}`)
    })
  }

  /** What the parts and the supervisor wrote. */
  get logFile(): string {
    return join(this.dataDir, 'log.txt')
  }

  get supervisorPid(): number {
    const pid = this.#supervisor?.pid
    if (pid === undefined) throw new Error('the supervisor is not running')
    return pid
  }

  /** The process of a part, once it runs. */
  async processOf(part: Part): Promise<Process> {
    return await waitFor(`a ${part} process`, () => this.tree().find((process) => process.command.includes(PARTS[part])))
  }

  tree(): Process[] {
    return processTree(this.supervisorPid)
  }

  /** Kills a part with SIGKILL at once. */
  async kill(part: Part): Promise<void> {
    process.kill((await this.processOf(part)).pid, 'SIGKILL')
  }

  /** Kills the supervisor with SIGKILL and waits until its parts have ended by themselves. */
  async killSupervisor(): Promise<void> {
    const tree = this.tree()
    this.#supervisor?.kill('SIGKILL')
    await waitFor('orphans to end', () => tree.every((process) => !isAlive(process.pid)), 10_000)
  }

  async get<T>(path: string): Promise<T> {
    const response = await fetch(`${this.url}/api/v1${path}`)
    return (await response.json()) as T
  }

  async post(path: string, body: unknown): Promise<{ status: number; body: IntakeAnswer }> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
    return { status: response.status, body: (await response.json()) as IntakeAnswer }
  }

  async delete(source: string, id: string): Promise<number> {
    const response = await fetch(`${this.url}/api/v1/posts/${source}/${encodeURIComponent(id)}`, { method: 'DELETE' })
    await response.body?.cancel()
    return response.status
  }

  /** Rows of a question to the store, asked as any local tool would: without credentials. */
  async sql<Row>(query: string): Promise<Row[]> {
    const response = await fetch(this.storeUrl, { method: 'POST', body: `${query} FORMAT JSONEachRow` })
    const text = await response.text()
    if (!response.ok) throw new Error(text)
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
  }

  /** Waits until everything accepted has its effect in the store. */
  async drain(withinMs = 120_000): Promise<Status> {
    return await waitFor(
      'the stream to drain',
      async () => {
        const status = await this.get<Status>('/status')
        return status.lagSeconds === 0 && status.missing.length === 0 && status
      },
      withinMs,
    )
  }

  async stop(): Promise<void> {
    const supervisor = this.#supervisor
    if (supervisor === null || supervisor.exitCode !== null || supervisor.signalCode !== null) return
    const ended = new Promise<void>((resolve) => supervisor.on('exit', () => resolve()))
    supervisor.kill('SIGINT')
    await ended
  }

  /** Stops everything and removes its data. */
  async dispose(): Promise<void> {
    await this.stop()
    await rm(this.dataDir, { recursive: true, force: true })
  }
}

/** A developer's own settings must not reach a test. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^(KAFKA_|CLICKHOUSE_|SOURCES|JETSTREAM|BRANDS|MODEL_DIR|ADMIN_KEY|PORT$|HOST$)/.test(name)),
  )
}
