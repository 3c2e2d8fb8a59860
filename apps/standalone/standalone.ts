import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readConfig } from '@groundswell/runtime/config.ts'
import { createLogger } from '@groundswell/runtime/logger.ts'
import { freePort } from '@groundswell/runtime/ports.ts'
import type { Config } from '@groundswell/shared/config.ts'
import { UserError } from '@groundswell/shared/errors.ts'
import { claimPort } from './claim-port.ts'
import { lockDataDir } from './data-dir-lock.ts'
import { helpText, parseFlags } from './flags.ts'
import { PartRefused, type PartSpec, SupervisedPart } from './supervised-part.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const say = (line: string) => process.stderr.write(`${line}\n`)

/**
 * Starts every part as a process of its own and keeps them running until Ctrl-C, SIGTERM or the end of the process that
 * started this one. These are the same processes that a cluster runs; only addresses differ.
 * @throws UserError for a wrong setting, a used port or a data directory in use.
 */
export async function startStandalone(args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  if (args.includes('--help')) {
    process.stdout.write(helpText())
    return
  }
  const stopped = whenAskedToStop()
  const settings = { ...env, ...parseFlags(args) }
  const config = readConfig(settings)
  // Paths are the caller's; npm runs this from the repository.
  const from = env['INIT_CWD'] ?? process.cwd()
  const dataDir = resolve(from, config.DATA_DIR)
  const brandsFile = config.BRANDS_FILE === undefined ? {} : { BRANDS_FILE: resolve(from, config.BRANDS_FILE) }
  const logger = createLogger('standalone', config.LOG_LEVEL)

  const unlock = await lockDataDir(dataDir, () => say('Waiting for another Groundswell to let go of the data directory...'))
  const specs = await describeParts(config, { ...settings, ...brandsFile, DATA_DIR: dataDir })
  const parts = specs.map((spec) => new SupervisedPart(spec, ROOT, logger))
  const refused = Promise.race(parts.map((part) => part.refused.promise))
  try {
    const store = parts.filter((part) => part.name === 'store')
    const others = parts.filter((part) => part.name !== 'store')
    const running = (async () => {
      for (const group of [store, others]) {
        await Promise.all(
          group.map(async (part) => {
            await part.start()
            say(`  ${part.name} is ready`)
          }),
        )
      }
      process.stdout.write(`Groundswell is live at ${addressOf(specs)}\n`)
    })()
    say('Starting...')
    await Promise.race([running.then(() => stopped), stopped, refused])
  } catch (error) {
    if (error instanceof PartRefused) throw new UserError(400, 'part_refused', `${error.message}; its line above says why.`)
    throw error
  } finally {
    // Upstream first, so that what was accepted still flows through; the store last.
    for (const name of ['ingest', 'classifier', 'aggregator', 'dashboard', 'store'])
      await Promise.all(parts.filter((part) => part.name === name).map((part) => part.stop()))
    await unlock()
  }
}

function whenAskedToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.on(event, () => resolve())
  })
}

async function describeParts(config: Config, env: NodeJS.ProcessEnv): Promise<PartSpec[]> {
  const embeddedStore = config.CLICKHOUSE_URL === undefined
  const port = await claimPort('PORT', config.PORT, config.HOST)
  const storePort = embeddedStore ? await claimPort('EMBEDDED_CLICKHOUSE_PORT', config.EMBEDDED_CLICKHOUSE_PORT, '127.0.0.1') : 0
  const [ingest, classifier, aggregator] = [await freePort(), await freePort(), await freePort()]
  const common: NodeJS.ProcessEnv = {
    ...env,
    NODE_ENV: 'production',
    PORT: String(port),
    INGEST_URL: `http://127.0.0.1:${ingest}`,
    CLASSIFIER_URL: `http://127.0.0.1:${classifier}`,
    AGGREGATOR_URL: `http://127.0.0.1:${aggregator}`,
    // Only the parts of this start know the password: everyone else may do no more than read the views.
    ...(embeddedStore
      ? {
          EMBEDDED_CLICKHOUSE_PORT: String(storePort),
          CLICKHOUSE_USER: 'groundswell',
          CLICKHOUSE_PASSWORD: randomBytes(24).toString('base64url'),
        }
      : {}),
  }
  const app = (name: string, internalPort: number, more: Partial<PartSpec> = {}): PartSpec => ({
    name,
    file: `apps/${name}/main.ts`,
    env: { ...common, INTERNAL_PORT: String(internalPort) },
    ...more,
  })
  return [
    ...(embeddedStore ? [{ name: 'store', file: 'packages/storage/embedded-clickhouse/main.ts', env: common }] : []),
    app('ingest', ingest),
    // Scoring takes all the processor time there is; the rest has to stay responsive beside it.
    app('classifier', classifier, { niceness: 10 }),
    app('aggregator', aggregator),
    app('dashboard', 0),
  ]
}

function addressOf(specs: PartSpec[]): string {
  const env = specs.at(-1)?.env
  const host = env?.['HOST']
  return `http://${host === undefined || host === '127.0.0.1' || host === '0.0.0.0' ? 'localhost' : host}:${env?.['PORT']}`
}
