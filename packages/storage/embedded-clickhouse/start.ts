import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import type { PartContext } from '@groundswell/runtime/part.ts'
import { aborted } from '@groundswell/runtime/pause.ts'
import { UserError } from '@groundswell/shared/errors.ts'
import { openEngine } from './engine/engine.ts'
import { createExchange } from './engine/result-pipe.ts'
import { createPeerQueries, PEER_SELECTS } from './http/peer-queries.ts'
import { APP_SELECTS, APP_WRITES, createAppQueries } from './http/queries.ts'
import { createClickHouseServer } from './http/server.ts'

const HOST = '127.0.0.1'
/** Starts the text of every streamed SELECT, so that it can be found and stopped. */
const TAG = '/* groundswell '
const STOP_WITHIN_MS = 1_500

/** Opens the store in DATA_DIR and serves it until the signal aborts. */
export async function startEmbeddedClickhouse({ config, logger, signal, announceReady }: PartContext): Promise<void> {
  const { CLICKHOUSE_USER: user, CLICKHOUSE_PASSWORD: password, DATA_DIR, EMBEDDED_CLICKHOUSE_PORT } = config
  if (password === '')
    throw new UserError(400, 'invalid_setting', 'CLICKHOUSE_PASSWORD must be set: it is what tells the apps from everybody else')
  const engine = openEngine(join(DATA_DIR, 'clickhouse'))
  const { pipes, files } = createExchange(join(resolve(DATA_DIR), 'clickhouse-exchange'), APP_SELECTS + PEER_SELECTS, APP_WRITES)
  let queries = 0
  const newTag = () => `${TAG}${++queries} */`
  const { bytes } = await engine.run('SELECT version()', 'TSVRaw')

  const server = createClickHouseServer({
    apps: { user, password },
    answers: {
      app: createAppQueries(engine, pipes.slice(0, APP_SELECTS), files, newTag),
      peer: createPeerQueries(engine, pipes.slice(APP_SELECTS), newTag),
    },
    engineVersion: Buffer.from(bytes).toString('utf8').trim(),
    logger,
  })
  announceReady(await listen(server, EMBEDDED_CLICKHOUSE_PORT))
  await aborted(signal)
  server.close()
  server.closeAllConnections()
  await engine.kill(TAG)
  // Leaving normally would wait for the engine's threads; what was acknowledged is on disk, so nothing is lost this way.
  if (!(await engine.close(STOP_WITHIN_MS))) process.kill(process.pid, 'SIGKILL')
}

/** Answers with the port, which the system picked where 0 was asked for. @throws UserError when it is taken. */
async function listen(server: Server, port: number): Promise<number> {
  try {
    server.listen(port, HOST)
    await once(server, 'listening')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    const message = `${port} is taken by another program; set it to another port, or to 0 for any free one`
    throw new UserError(400, 'invalid_setting', `EMBEDDED_CLICKHOUSE_PORT ${message}`, 'EMBEDDED_CLICKHOUSE_PORT')
  }
  return (server.address() as AddressInfo).port
}
