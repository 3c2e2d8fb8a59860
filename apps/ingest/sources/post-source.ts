import type { PostRecord } from '@groundswell/shared/post.ts'
import type { Intake } from '../door/metrics.ts'

/** Records in the order they have to be appended. */
export type SourceBatch = {
  records: PostRecord[]
  /** Called once the records are on disk: the moment to remember how far the source was read. */
  whenDurable: () => Promise<void>
}

/** What `/sources` and the dashboard's status show. */
export type SourceState =
  | 'starting'
  | 'connecting'
  | 'connected'
  | 'reconnecting'
  | 'watching'
  | 'reading'
  | 'missing folder'
  | 'playing demo'
  | 'waiting'
  | 'open'
  | 'paused: disk nearly full'
  | 'failed, trying again'
  | 'ended'

/** Where posts come from. */
export interface PostSource {
  /** As the status names it. */
  readonly name: string
  readonly intake: Intake
  /**
   * Batches until the signal aborts (then it returns). The next one is asked for only after the last one is durable, so a
   * source holds little in memory and slows its own peer down. Called again, it goes on from what was remembered.
   */
  posts(signal: AbortSignal): AsyncIterable<SourceBatch>
  state(): SourceState
}
