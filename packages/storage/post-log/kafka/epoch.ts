import { randomUUID } from 'node:crypto'
import { UserError } from '@groundswell/shared/errors.ts'
import type { AppendRecord, LogRecord } from '../post-log.ts'

/** Key of the record that carries the log's id; readers of `settings` pass over it. */
export const EPOCH_KEY = '$epoch'

/**
 * The id of this log: the first record of partition 0 of `settings`. Whoever finds the topic empty writes one; of
 * several that do so at once the first in the log wins.
 */
export async function readOrWriteEpoch(
  firstSetting: () => Promise<LogRecord | undefined>,
  write: (record: AppendRecord) => Promise<void>,
): Promise<string> {
  let first = await firstSetting()
  if (first === undefined) {
    await write({ key: EPOCH_KEY, value: JSON.stringify({ [EPOCH_KEY]: randomUUID() }), partition: 0 })
    first = await firstSetting()
  }
  const epoch = first === undefined ? undefined : parseEpoch(first.value)
  if (epoch !== undefined) return epoch
  throw new UserError(
    400,
    'not_our_log',
    'The topic settings in Kafka does not begin with the id of a Groundswell log. Choose another KAFKA_TOPIC_PREFIX.',
    'KAFKA_TOPIC_PREFIX',
  )
}

function parseEpoch(value: Buffer): string | undefined {
  try {
    const epoch: unknown = JSON.parse(value.toString())[EPOCH_KEY]
    return typeof epoch === 'string' ? epoch : undefined
  } catch {
    // Not JSON: somebody else's record.
    return undefined
  }
}
