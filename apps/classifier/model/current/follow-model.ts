import { pause } from '@groundswell/runtime/pause.ts'
import { folderPrint } from './folder-print.ts'
import type { LoadedFolder } from './load-model.ts'

export type FollowModel = {
  directory: string
  /** State of the folder that the model in use was loaded from. */
  print: string
  /** Loads what the folder holds; null where its files changed meanwhile. */
  load: () => Promise<LoadedFolder | null>
  replace: (loaded: LoadedFolder) => void
  /** Told once of each state of the folder that can't be used. */
  refused: (error: unknown) => void
  signal: AbortSignal
  /** Between two looks, ms. */
  everyMs?: number
}

const EVERY_MS = 2_000

/**
 * Looks at a model's folder until `signal` aborts. What two looks in a row found the same, and is not what is in use, is
 * loaded whole and takes over; what can't be used is told of, and the model in use goes on.
 */
export async function followModel({ directory, print, load, replace, refused, signal, everyMs = EVERY_MS }: FollowModel): Promise<void> {
  let inUse = print
  let unusable: string | null = null
  let readable = true
  let before = print
  for (;;) {
    await pause(everyMs, signal)
    if (signal.aborted) return
    const now = await folderPrint(directory).catch((error: unknown) => {
      if (readable) refused(error)
      return null
    })
    readable = now !== null
    if (now === null) continue
    const settled = now === before
    before = now
    if (!settled || now === inUse || now === unusable) continue
    try {
      const loaded = await load()
      if (loaded === null) continue
      inUse = loaded.print
      unusable = null
      replace(loaded)
    } catch (error) {
      if (signal.aborted) return
      unusable = now
      refused(error)
    }
  }
}
