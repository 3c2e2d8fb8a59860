import { join } from 'node:path'
import { readFileIfAny, replaceFile } from '@groundswell/runtime/durable-file.ts'

/** How far Jetstream was read: its `time_us` of the last event that is durable. */
export type CursorFile = { read: () => Promise<number | null>; save: (timeUs: number) => Promise<void> }

export function createCursorFile(folder: string): CursorFile {
  const path = join(folder, 'bluesky-cursor.json')
  return {
    read: async () => {
      const content = await readFileIfAny(path)
      const cursor = Number(content === null ? Number.NaN : /"timeUs":\s*(\d+)/.exec(content)?.[1])
      // A damaged file is worth less than a start: without a cursor the stream begins now.
      return Number.isSafeInteger(cursor) ? cursor : null
    },
    save: (timeUs) => replaceFile(path, `${JSON.stringify({ timeUs })}\n`),
  }
}
