import { watch } from 'node:fs'
import { pause } from '@groundswell/runtime/pause.ts'

export type FolderChanges = {
  /** Resolves at a change since the last call, after `ms`, or when the signal aborts. */
  next: (ms: number, signal: AbortSignal) => Promise<void>
  close: () => void
}

/**
 * Tells of changes in a folder where the system does. Network drives do not, watches can run out, and a folder that was
 * made anew is another one: whoever waits looks again after a while all the same.
 */
export function folderChanges(folder: string, onUnwatchable: (error: Error) => void): FolderChanges {
  let changed = new AbortController()
  const next = async (ms: number, signal: AbortSignal) => {
    await pause(ms, AbortSignal.any([signal, changed.signal]))
    changed = new AbortController()
  }
  try {
    const watcher = watch(folder, () => changed.abort())
    watcher.on('error', onUnwatchable)
    return { next, close: () => watcher.close() }
  } catch (error) {
    onUnwatchable(error as Error)
    return { next, close: () => undefined }
  }
}
