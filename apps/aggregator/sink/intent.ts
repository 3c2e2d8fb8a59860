import type { Committed } from '@groundswell/storage/post-log/post-log.ts'
import { z } from 'zod'

/**
 * What stands durably beside the committed offset of a partition of `scored-posts`: the block that is being inserted
 * from that offset on, and the origin watermark before it.
 */
export type Intent = {
  /** First offset that may not be in the store yet. */
  from: number
  /** Last offset of the open block; null when none is open. */
  to: number | null
  /** Highest applied offset of `posts`, by its partition. A record at or below it was applied before. */
  origins: Record<string, number>
}

const metadataSchema = z.object({ to: z.int().nullable(), origins: z.record(z.string(), z.int()) })

/**
 * @throws Error for metadata that this sink did not write: guessing here would count something twice.
 */
export function readIntent(committed: Committed | null): Intent {
  if (committed === null) return { from: 0, to: null, origins: {} }
  return { from: committed.offset, ...metadataSchema.parse(JSON.parse(committed.metadata)) }
}

export function intentMetadata(intent: Intent): string {
  return JSON.stringify({ to: intent.to, origins: intent.origins })
}
