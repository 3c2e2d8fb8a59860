import type { Logger } from '@groundswell/runtime/logger.ts'
import { pause } from '@groundswell/runtime/pause.ts'
import type { ScoredRecord } from '@groundswell/shared/scored-post.ts'
import type { EmotionStore } from '@groundswell/storage/emotion-store/emotion-store.ts'
import { insertBlock } from '@groundswell/storage/emotion-store/sink/insert-block.ts'
import type { Claim, LogRecord, PostLog } from '@groundswell/storage/post-log/post-log.ts'
import { blockSeconds, blocks } from '../metrics.ts'
import { type BlockRecord, foldBlock } from './fold-block.ts'
import type { Intent } from './intent.ts'
import { readKnown } from './read-known.ts'

/** Pauses between attempts while the store is away. */
const RETRY_MS = [50, 100, 200, 400, 800]

/**
 * Puts one block into the store, trying again for as long as the claim is held.
 * @returns the origin watermark after the block.
 */
export async function applyBlock(
  claim: Claim,
  log: PostLog,
  store: EmotionStore,
  logger: Logger,
  intent: Intent,
  records: LogRecord[],
): Promise<Record<string, number>> {
  const { fresh, origins } = skipReplays(records, intent.origins)
  const token = `${await log.epoch()}/scored-posts/${claim.partition}/${intent.from}-${intent.to}`
  const done = blockSeconds.startTimer()
  for (let attempt = 0; ; attempt++) {
    try {
      const known = await readKnown(store, { partition: claim.partition, offset: intent.from }, fresh)
      const rows = foldBlock(fresh, known)
      claim.assertHeld()
      await insertBlock(store, token, rows)
      break
    } catch (error) {
      claim.assertHeld()
      logger.warn({ err: error, partition: claim.partition, attempt }, 'the store did not take a block; it is sent again')
      await pause(RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 0, claim.signal)
    }
  }
  done()
  blocks.inc()
  await copyDeadLetters(log, fresh)
  return origins
}

/**
 * Leaves out what was applied before: the classifier repeats records after a restart. Within one partition it writes
 * in the order of `posts`, so everything at or below the highest applied origin offset has been seen.
 */
export function skipReplays(
  records: LogRecord[],
  before: Record<string, number>,
): { fresh: BlockRecord[]; origins: Record<string, number> } {
  const origins = { ...before }
  const fresh: BlockRecord[] = []
  for (const { partition, offset, value } of records) {
    const record = JSON.parse(value.toString('utf8')) as ScoredRecord
    const watermark = origins[record.origin.partition] ?? -1
    if (record.origin.offset <= watermark) continue
    origins[record.origin.partition] = record.origin.offset
    fresh.push({ partition, offset, record })
  }
  return { fresh, origins }
}

async function copyDeadLetters(log: PostLog, records: BlockRecord[]): Promise<void> {
  const dead = records.filter(({ record }) => record.kind === 'dead')
  if (dead.length === 0) return
  await log.append(
    'dead-letters',
    dead.map(({ record }) => ({ key: `${record.origin.partition}/${record.origin.offset}`, value: JSON.stringify(record) })),
  )
}
