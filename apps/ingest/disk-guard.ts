import { statfs } from 'node:fs/promises'

/** Under this much free space nothing new is taken: the log and the store need room to finish what was accepted. */
export const LEAST_FREE_BYTES = 2 * 1024 ** 3
const LOOK_EVERY_MS = 1_000

export type DiskGuard = {
  /** False while the disk that holds the log is nearly full; looks at most once a second. */
  hasRoom: () => Promise<boolean>
}

/** @param freeBytes answers the free space of a folder's disk; tests give another one. */
export function createDiskGuard(folder: string, freeBytes: (folder: string) => Promise<number> = readFreeBytes): DiskGuard {
  let lookedAt = Number.NEGATIVE_INFINITY
  let looking: Promise<boolean> = Promise.resolve(true)
  return {
    hasRoom: () => {
      const now = performance.now()
      if (now - lookedAt >= LOOK_EVERY_MS) {
        lookedAt = now
        looking = freeBytes(folder).then((free) => free >= LEAST_FREE_BYTES)
      }
      return looking
    },
  }
}

async function readFreeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
