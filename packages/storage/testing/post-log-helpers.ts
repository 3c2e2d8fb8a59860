import type { Topic } from '@groundswell/shared/topics.ts'
import { expect, vi } from 'vitest'
import { type Claim, ClaimLost, type LogRecord, type PostLog } from '../post-log/post-log.ts'

/** What a suite needs from an adapter: a log of its own, further instances on it, and the end of it all. */
export type PostLogPlace = { log: PostLog; openAnother(): Promise<PostLog>; dispose(): Promise<void> }

/** A rebalance may take as long as a killed member's session. */
export const HANDOVER = { timeout: 40_000, interval: 20 }

/** Every record of a topic, partition by partition. */
export async function readAll(log: PostLog, topic: Topic): Promise<LogRecord[]> {
  const all: LogRecord[] = []
  for (const { partition, start, end } of await log.ranges(topic)) {
    let offset = start
    while (offset < end) {
      const records = await log.read(topic, partition, offset, 1000)
      const last = records.at(-1)
      if (last === undefined) break
      all.push(...records)
      offset = last.offset + 1
    }
  }
  return all
}

export const texts = (records: LogRecord[]) => records.map(({ value }) => value.toString())

/** Takes records until there are `count` of them. */
export async function takeAll(claim: Claim, count: number): Promise<LogRecord[]> {
  const taken: LogRecord[] = []
  await vi.waitFor(async () => {
    if (taken.length < count) taken.push(...(await claim.take(count - taken.length, 1_000)))
    expect(taken.length).toBe(count)
  }, HANDOVER)
  return taken
}

/** A consumer whose claims a test drives from outside: each handler runs until its claim ends. */
export class HeldConsumer {
  readonly claims = new Map<number, Claim>()
  /** How often each partition was handed to this consumer. */
  readonly begun: number[] = []
  readonly ended: Promise<void>
  readonly #stop = new AbortController()

  constructor(log: PostLog, topic: Topic, group: string) {
    this.ended = log.consume(topic, group, this.#stop.signal, async (claim) => {
      this.claims.set(claim.partition, claim)
      this.begun.push(claim.partition)
      try {
        if (!claim.signal.aborted) await new Promise((resolve) => claim.signal.addEventListener('abort', resolve, { once: true }))
      } finally {
        this.claims.delete(claim.partition)
      }
    })
  }

  /** The claim on a partition once this consumer has it. */
  async claim(partition: number): Promise<Claim> {
    return await vi.waitFor(() => {
      const claim = this.claims.get(partition)
      if (claim === undefined) throw new Error(`partition ${partition} is not claimed yet`)
      return claim
    }, HANDOVER)
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.ended
  }
}

export async function expectLost(action: () => unknown): Promise<void> {
  await expect((async () => await action())()).rejects.toBeInstanceOf(ClaimLost)
}
