import { UserError } from '@groundswell/shared/errors.ts'
import { type PostRecord, postKey } from '@groundswell/shared/post.ts'
import type { PostLog } from '@groundswell/storage/post-log/post-log.ts'
import type { DiskGuard } from './disk-guard.ts'
import { acceptedRecords, type Intake } from './door/metrics.ts'

/** The way into topic `posts`, the same for the HTTP intake and every source. */
export type PostsTopic = {
  /**
   * Resolves once the records are on disk.
   * @throws UserError 503 while the disk is nearly full or the log fails; nothing of the records is acknowledged then.
   */
  append: (intake: Intake, records: PostRecord[]) => Promise<void>
  hasRoom: () => Promise<boolean>
}

/** @param onDurable is told of every batch that became durable. */
export function createPostsTopic(log: PostLog, guard: DiskGuard, onDurable: (intake: Intake, records: PostRecord[]) => void): PostsTopic {
  return {
    hasRoom: guard.hasRoom,
    append: async (intake, records) => {
      if (records.length === 0) return
      if (!(await guard.hasRoom())) throw diskFull()
      const entries = records.map((record) => ({ key: recordKey(record), value: JSON.stringify(record) }))
      await log.append('posts', entries).catch((error: Error) => {
        throw logFailed(error)
      })
      acceptedRecords.inc({ intake }, records.length)
      onDurable(intake, records)
    },
  }
}

/** Records of one post keep their order; so do those of one author's account. */
export function recordKey(record: PostRecord): string {
  return record.$op === 'delete-author' ? `${record.source}/${record.author}` : postKey(record)
}

function diskFull(): UserError {
  const message = 'Less than 2 GB of disk are free, so no posts are taken. Free some space; intake goes on by itself.'
  return new UserError(503, 'disk_full', message)
}

function logFailed(cause: Error): UserError {
  const error = new UserError(503, 'log_unavailable', 'The log did not take the posts. Send those that were not accepted again.')
  error.cause = cause
  return error
}
