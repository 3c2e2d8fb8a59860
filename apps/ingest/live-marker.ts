import { join } from 'node:path'
import { readFileIfAny, replaceFile } from '@groundswell/runtime/durable-file.ts'

export type LiveMarker = {
  hasLivePosts: () => Promise<boolean>
  /** Remembers for good that a live post was taken here. */
  set: () => void
  /** True once `set` was called in this process. */
  isSet: () => boolean
}

/** A file that says that this installation has taken a live (not demo) post, so that the demo never plays into it. */
export function createLiveMarker(folder: string, onError: (error: Error) => void): LiveMarker {
  const path = join(folder, 'live-posts')
  let set = false
  return {
    hasLivePosts: async () => set || (await readFileIfAny(path)) !== null,
    isSet: () => set,
    set: () => {
      if (set) return
      set = true
      replaceFile(path, `${new Date().toISOString()}\n`).catch(onError)
    },
  }
}
