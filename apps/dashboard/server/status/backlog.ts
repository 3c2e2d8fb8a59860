import { GROUP_AGGREGATOR, GROUP_CLASSIFIER, type Topic } from '@groundswell/shared/topics.ts'
import type { LogRecord, PostLog } from '@groundswell/storage/post-log/post-log.ts'
import { z } from 'zod'
import { AppendTimes } from './append-times.ts'

export type Backlog = {
  /** Sum of the ends of `posts`: how many records were ever appended. */
  appended: number
  /** Ends of `posts` by partition, read before everything else. */
  ends: Map<number, number>
  /** Records that each part has still to do. */
  waiting: { classifier: number; aggregator: number }
  /** Append time in ms of the oldest record whose effect is not yet in the store; null when there is none. */
  oldest: number | null
}

const carriesOrigin = z.object({ origin: z.object({ appendedAt: z.number() }) })

/** Scored records carry when their post was appended; one that does not is as old as itself. */
export function originTime(record: LogRecord): number {
  try {
    return carriesOrigin.parse(JSON.parse(record.value.toString())).origin.appendedAt
  } catch {
    return record.appendedAt
  }
}

/**
 * Reads how far the stream is, in the stream's own order: a record that one step counts as done upstream is seen by the
 * next step downstream, so none can slip through between two readings.
 */
export class BacklogReader {
  readonly #posts = new AppendTimes('posts', (record) => record.appendedAt)
  readonly #scored = new AppendTimes('scored-posts', originTime)

  async read(log: PostLog, now: number): Promise<Backlog> {
    const posts = await this.#step(log, 'posts', GROUP_CLASSIFIER, this.#posts, now)
    const scored = await this.#step(log, 'scored-posts', GROUP_AGGREGATOR, this.#scored, now)
    return {
      appended: posts.appended,
      ends: posts.ends,
      waiting: { classifier: posts.waiting, aggregator: scored.waiting },
      oldest: earliest([posts.oldest, scored.oldest]),
    }
  }

  /** Append time of the oldest record that came after the given ends; null when none has. */
  async appendedSince(log: PostLog, ends: Map<number, number>, now: number): Promise<number | null> {
    const ranges = await log.ranges('posts')
    const later = ranges.filter(({ partition, end }) => end > (ends.get(partition) ?? 0))
    return earliest(
      await Promise.all(later.map(async ({ partition }) => (await this.#posts.at(log, partition, ends.get(partition) ?? 0)) ?? now)),
    )
  }

  async #step(log: PostLog, topic: Topic, group: string, times: AppendTimes, now: number) {
    const ranges = await log.ranges(topic)
    const committed = await log.committed(topic, group)
    const open = ranges
      .map(({ partition, start, end }) => ({ partition, from: Math.max(start, committed.get(partition)?.offset ?? start), end }))
      .filter(({ from, end }) => from < end)
    const oldest = await Promise.all(open.map(async ({ partition, from }) => (await times.at(log, partition, from)) ?? now))
    return {
      appended: ranges.reduce((sum, { end }) => sum + end, 0),
      ends: new Map(ranges.map(({ partition, end }) => [partition, end])),
      waiting: open.reduce((sum, { from, end }) => sum + end - from, 0),
      oldest: earliest(oldest),
    }
  }
}

function earliest(times: (number | null)[]): number | null {
  const known = times.filter((time) => time !== null)
  return known.length === 0 ? null : Math.min(...known)
}

/** Age in seconds, to the millisecond; more than 0 for anything that waits, whatever the clocks of two machines say. */
export function lagSeconds(oldest: number | null, now: number): number {
  if (oldest === null) return 0
  return Math.max(1, Math.round(now - oldest)) / 1000
}
