import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLogger } from '@groundswell/runtime/logger.ts'
import { configSchema } from '@groundswell/shared/config.ts'
import type { PostLogPlace } from '../../../testing/post-log-contract.ts'
import type { PostLog } from '../../post-log.ts'
import { openLmdbLog } from '../lmdb-log.ts'

/** An instance of the embedded log in a folder. */
export async function openLmdbIn(directory: string): Promise<PostLog> {
  return await openLmdbLog(configSchema.parse({ DATA_DIR: directory }), createLogger('test', 'warn'))
}

/** An embedded log in a folder of its own. */
export async function openLmdbPlace(): Promise<PostLogPlace & { directory: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'groundswell-log-'))
  const instances: PostLog[] = []
  const openAnother = async () => {
    const log = await openLmdbIn(directory)
    instances.push(log)
    return log
  }
  return {
    directory,
    log: await openAnother(),
    openAnother,
    async dispose() {
      await Promise.all(instances.map((log) => log.close()))
      await rm(directory, { recursive: true, force: true })
    },
  }
}
