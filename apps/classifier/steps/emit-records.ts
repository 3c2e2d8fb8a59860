import { postKey } from '@groundswell/shared/post.ts'
import type { ScoredPost, ScoredRecord } from '@groundswell/shared/scored-post.ts'
import type { AppendRecord } from '@groundswell/storage/post-log/post-log.ts'
import type { Arrival } from './records.ts'

/**
 * Writes what becomes of a record for topic `scored-posts`: one record, and for a deleted author one for each of the
 * topic's partitions, since the author's posts are in all of them; the one in partition 0 counts.
 */
export function createEmitRecords(partitions: readonly number[]) {
  return function emitRecords(arrival: Arrival<ScoredPost>): AppendRecord[] {
    if (arrival.kind === 'delete-author') {
      const key = `${arrival.source}/${arrival.author}`
      return partitions.map((partition, index) => ({ ...written(key, { ...arrival, counted: index === 0 }), partition }))
    }
    const { origin } = arrival
    return [written(arrival.kind === 'dead' ? `dead/${origin.partition}/${origin.offset}` : postKey(arrival), arrival)]
  }
}

function written(key: string, record: ScoredRecord): AppendRecord {
  return { key, value: JSON.stringify(record) }
}
