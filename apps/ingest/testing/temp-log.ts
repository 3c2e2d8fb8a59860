import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '@groundswell/runtime/config.ts'
import { createLogger } from '@groundswell/runtime/logger.ts'
import { type PostRecord, postRecordSchema } from '@groundswell/shared/post.ts'
import { openPostLog } from '@groundswell/storage/post-log/open-post-log.ts'
import type { PostLog } from '@groundswell/storage/post-log/post-log.ts'

export const silent = createLogger('test', 'silent')

export type TempLog = {
  folder: string
  log: PostLog
  /** Everything in topic `posts`, each record checked against the contract. */
  records: () => Promise<PostRecord[]>
  keys: () => Promise<(string | null)[]>
  remove: () => Promise<void>
}

/** A real embedded log in a folder of its own. */
export async function openTempLog(): Promise<TempLog> {
  const folder = await mkdtemp(join(tmpdir(), 'groundswell-ingest-'))
  const log = await openPostLog(readConfig({ DATA_DIR: folder }), silent)
  const readAll = async () => {
    const all = []
    for (let offset = 0; ; ) {
      const some = await log.read('posts', 0, offset, 1_000)
      const last = some.at(-1)
      if (last === undefined) return all
      all.push(...some)
      offset = last.offset + 1
    }
  }
  return {
    folder,
    log,
    records: async () => (await readAll()).map((record) => postRecordSchema.parse(JSON.parse(record.value.toString()))),
    keys: async () => (await readAll()).map((record) => record.key),
    remove: async () => {
      await log.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
