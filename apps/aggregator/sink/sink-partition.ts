import type { Logger } from '@groundswell/runtime/logger.ts'
import type { EmotionStore } from '@groundswell/storage/emotion-store/emotion-store.ts'
import type { Claim, LogRecord, PostLog } from '@groundswell/storage/post-log/post-log.ts'
import { applyBlock } from './apply-block.ts'
import { type Intent, intentMetadata, readIntent } from './intent.ts'
import { RecordReader } from './record-reader.ts'

/**
 * The exact sink of one partition (docs/invariants.md). Serially: record durably which block is about to be inserted,
 * insert it with a token made of that range, then advance and record the next one in the same commit. After a kill
 * or a rebalance the open block is sent again exactly as it was; what the store already has of it is dropped by its token.
 * Returns when the claim ends, with no block open if it ended by a stop; throws ClaimLost where it was lost in mid-block.
 */
export async function sinkPartition(claim: Claim, log: PostLog, store: EmotionStore, logger: Logger): Promise<void> {
  const reader = new RecordReader(claim)
  const commit = (intent: Intent) => claim.commit(intent.from, intentMetadata(intent))

  let intent = readIntent(claim.committed)
  let open: LogRecord[] = []
  if (intent.to !== null) {
    logger.info({ partition: claim.partition, from: intent.from, to: intent.to }, 'sending the open block again')
    open = await reader.takeThrough(intent.to)
  }

  while (!claim.signal.aborted || open.length > 0) {
    if (open.length === 0) {
      open = await reader.takeBlock()
      if (open.length === 0) return
      intent = { ...intent, to: lastOffset(open) }
      await commit(intent)
    }
    const origins = await applyBlock(claim, log, store, logger, intent, open)
    intent = { from: (intent.to ?? intent.from) + 1, to: null, origins }

    // Under load one commit advances and opens the next block; else the advance is committed at once, for the lag's sake.
    open = !claim.signal.aborted && (await reader.hasMore(0)) ? await reader.takeBlock() : []
    if (open.length > 0) intent = { ...intent, to: lastOffset(open) }
    await commit(intent)
  }
}

function lastOffset(block: LogRecord[]): number {
  const last = block.at(-1)
  if (last === undefined) throw new Error('a block has at least one record')
  return last.offset
}
