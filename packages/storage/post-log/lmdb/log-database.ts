import { randomUUID } from 'node:crypto'
import { TOPICS, type Topic } from '@groundswell/shared/topics.ts'
import { type Database, open, type RootDatabase } from 'lmdb'

/**
 * Address space, not disk: reserved once and far beyond what retention allows, so that no process ever has to remap the
 * file while another one reads it.
 */
const MAP_BYTES = 64 * 1024 ** 3

/** Where a topic stands. `bytes` are the keys and values it keeps, `lastAppendedAt` keeps times from running backwards. */
export type TopicState = { start: number; next: number; lastAppendedAt: number; bytes: number }

export type GroupState = { offset: number; metadata: string }

/** Who consumes a topic for a group; `token` is null after a clean release. `beat` counts renewals. */
export type LeaseState = { token: string | null; generation: number; process: string; beat: number }

/** What was read of one row, with the version to recognise a later change by; 0 where there is no row yet. */
export type Row<T> = { key: RowKey; value: T; version: number }

type Meta = TopicState | GroupState | LeaseState | { epoch: string } | { at: number }
type RowKey = [kind: string, ...names: string[]]

const EMPTY_TOPIC: TopicState = { start: 0, next: 0, lastAppendedAt: 0, bytes: 0 }

/** The tables of the embedded log; every method outside `transact` reads the newest committed state. */
export class LogDatabase {
  readonly #root: RootDatabase
  readonly #meta: Database<Meta, RowKey>
  readonly #records: Map<Topic, Database<Buffer, number>>

  constructor(path: string) {
    // Not lmdb's overlapping flush: a process that is killed in it leaves its lock in a state that makes every other
    // process fail with MDB_PANIC from then on. So a commit is its own flush.
    this.#root = open({ path, mapSize: MAP_BYTES, maxDbs: TOPICS.length + 2, overlappingSync: false })
    // One table a topic (so that appending is always at a table's end) and one for the rest.
    this.#meta = this.#root.openDB<Meta, RowKey>({ name: 'meta', useVersions: true })
    this.#records = new Map(TOPICS.map((topic) => [topic, this.#root.openDB<Buffer, number>({ name: topic, encoding: 'binary' })]))
  }

  /**
   * Does all of `writes` or, if the row has changed since it was read, nothing and resolves with false. Resolves once it
   * is on disk. The database's lock is held by a native thread only for the writing itself: however busy this process'
   * event loop is, no other process waits for it. So this is the way for everything that is done often.
   */
  async writeUnlessChanged(row: Row<unknown>, writes: () => void): Promise<boolean> {
    const { key, version } = row
    const written = version === 0 ? this.#meta.ifNoExists(key, writes) : this.#meta.ifVersion(key, version, writes)
    return await this.#flushed(written)
  }

  /**
   * Runs `change` in a write transaction, where it reads the newest state, and resolves once it is on disk. All other
   * processes wait until this one's event loop has run it, so only what is rare is done like this. It must not throw:
   * what it had written by then would be kept.
   */
  async transact<T>(change: () => T): Promise<T> {
    return await this.#flushed(this.#root.transaction(change))
  }

  async #flushed<T>(committed: Promise<T>): Promise<T> {
    // Taken before any await: later it would stand for a later transaction.
    const flushed = this.#root.flushed.then(() => undefined)
    const [result] = await Promise.all([committed, flushed])
    return result
  }

  /** Ends the snapshot that reads of this event loop turn share. */
  refresh(): void {
    this.#root.resetReadTxn()
  }

  records(topic: Topic): Database<Buffer, number> {
    const table = this.#records.get(topic)
    if (table === undefined) throw new Error(`no such topic: ${topic}`)
    return table
  }

  topicRow(topic: Topic): Row<TopicState> {
    return this.#read(['topic', topic], EMPTY_TOPIC)
  }

  topic(topic: Topic): TopicState {
    return this.topicRow(topic).value
  }

  leaseRow(topic: Topic, group: string): Row<LeaseState | null> {
    return this.#read(['lease', topic, group], null)
  }

  /** Inside a write: sets the row, so that whoever read it before notices. */
  update<T extends Meta | null>(row: Row<T>, value: NonNullable<T>): void {
    void this.#meta.put(row.key, value, row.version + 1)
  }

  group(topic: Topic, group: string): GroupState | null {
    return this.#read<GroupState | null>(['group', topic, group], null).value
  }

  /** Inside a write. */
  setGroup(topic: Topic, group: string, state: GroupState): void {
    void this.#meta.put(['group', topic, group], state, 1)
  }

  /** The offset that every group known for the topic has passed; null where no group ever read it. */
  slowestGroup(topic: Topic): number | null {
    let slowest: number | null = null
    for (const { key } of this.#meta.getRange({ start: ['lease', topic, ''], end: ['lease', topic, '\uffff'] })) {
      // A group that claimed the topic and has not committed yet still has everything to do.
      const offset = this.group(topic, String(key[2]))?.offset ?? 0
      slowest = Math.min(slowest ?? offset, offset)
    }
    return slowest
  }

  /** When retention last ran, ms since 1970. */
  retentionRow(): Row<{ at: number }> {
    return this.#read(['retention'], { at: 0 })
  }

  /** The id of this log, made by whoever opens it first. */
  async epoch(): Promise<string> {
    for (;;) {
      this.refresh()
      const row = this.#read<{ epoch: string } | null>(['epoch'], null)
      if (row.value !== null) return row.value.epoch
      await this.writeUnlessChanged(row, () => this.update(row, { epoch: randomUUID() }))
    }
  }

  /** Frees the slots of readers that were killed: they would keep old pages from being used again. */
  forgetDeadReaders(): void {
    this.#root.readerCheck()
  }

  async close(): Promise<void> {
    await this.#root.close()
  }

  #read<T extends Meta | null>(key: RowKey, missing: T): Row<T> {
    const entry = this.#meta.getEntry(key)
    return entry === undefined ? { key, value: missing, version: 0 } : { key, value: entry.value as T, version: entry.version ?? 0 }
  }
}
