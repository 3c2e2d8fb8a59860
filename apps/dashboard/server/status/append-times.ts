import type { Topic } from '@groundswell/shared/topics.ts'
import type { LogRecord, PostLog } from '@groundswell/storage/post-log/post-log.ts'

/** Where the age of a record is found: its own append time, or one that it carries. */
export type AppendTimeOf = (record: LogRecord) => number

/** Append times of records, remembering the last one asked for in each partition: while a stream stands still it is asked for again and again. */
export class AppendTimes {
  readonly #topic: Topic
  readonly #timeOf: AppendTimeOf
  readonly #last = new Map<number, { offset: number; time: number }>()

  constructor(topic: Topic, timeOf: AppendTimeOf) {
    this.#topic = topic
    this.#timeOf = timeOf
  }

  /** Append time in ms since 1970 of the first record at or after an offset; null when retention or an erasure took it meanwhile. */
  async at(log: PostLog, partition: number, offset: number): Promise<number | null> {
    const known = this.#last.get(partition)
    if (known?.offset === offset) return known.time
    const [record] = await log.read(this.#topic, partition, offset, 1)
    if (record === undefined) return null
    const time = this.#timeOf(record)
    this.#last.set(partition, { offset, time })
    return time
  }
}
