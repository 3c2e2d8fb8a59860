import { mkdir } from 'node:fs/promises'
import { lockFolder } from '@groundswell/runtime/folder-lock.ts'
import { UserError } from '@groundswell/shared/errors.ts'

const WAIT_MS = 10_000

/**
 * Keeps a second supervisor off a data directory.
 * @returns a function that gives the lock back.
 * @throws UserError when another one still holds it after 10 s.
 */
export async function lockDataDir(dataDir: string, onWait: () => void): Promise<() => Promise<void>> {
  await mkdir(dataDir, { recursive: true })
  const unlock = await lockFolder(dataDir, WAIT_MS, onWait)
  if (unlock !== null) return unlock
  throw new UserError(
    409,
    'data_dir_in_use',
    `DATA_DIR ${dataDir} is in use by another Groundswell: stop that one or choose another directory.`,
    'DATA_DIR',
  )
}
