import { randomUUID } from 'node:crypto'
import type { Topic } from '@groundswell/shared/topics.ts'
import type { LeaseState, LogDatabase, Row } from './log-database.ts'
import type { Notifier } from './notifier.ts'
import { identityOf, isDead } from './process-identity.ts'

/** A lease that was not renewed for this long belongs to whoever takes it. */
export const SESSION_TIMEOUT_MS = 10_000

/** The right to consume a topic for a group. `generation` fences it: each new lease has a higher one. */
export type Lease = { topic: Topic; group: string; token: string; generation: number }

/**
 * Waits until the group's lease is free, its owner's process is dead, or its owner did not renew it for the session
 * timeout as this process' own monotonic clock sees it (a step of the wall clock must not take a lease away).
 * Null when the signal aborts first.
 */
export async function acquireLease(
  database: LogDatabase,
  notifier: Notifier,
  topic: Topic,
  group: string,
  signal: AbortSignal,
): Promise<Lease | null> {
  let seen: LeaseState | null = null
  let seenAt = performance.now()
  while (!signal.aborted) {
    const version = notifier.version(topic)
    database.refresh()
    const row = database.leaseRow(topic, group)
    const current = row.value
    if (!isSame(current, seen)) {
      seen = current
      seenAt = performance.now()
    }
    const free = current === null || current.token === null || isDead(current.process) || performance.now() - seenAt > SESSION_TIMEOUT_MS
    const lease = free ? await takeLease(database, topic, group, row) : null
    if (lease !== null) return lease
    await notifier.changedSince(topic, version, SESSION_TIMEOUT_MS, signal)
  }
  return null
}

/** Takes the lease unless it has changed since it was read. */
async function takeLease(database: LogDatabase, topic: Topic, group: string, row: Row<LeaseState | null>): Promise<Lease | null> {
  const token = randomUUID()
  const generation = (row.value?.generation ?? 0) + 1
  const taken = await database.writeUnlessChanged(row, () => {
    database.update(row, { token, generation, process: identityOf(process.pid), beat: 0 })
  })
  return taken ? { topic, group, token, generation } : null
}

/**
 * Renews the lease together with other writes. False, and nothing written, if it belongs to someone else by now. Calls
 * for one lease must come one after the other.
 */
export async function renewLease(database: LogDatabase, lease: Lease, writes: () => void): Promise<boolean> {
  database.refresh()
  const row = database.leaseRow(lease.topic, lease.group)
  const current = row.value
  if (current === null || current.token !== lease.token || current.generation !== lease.generation) return false
  return await database.writeUnlessChanged(row, () => {
    database.update(row, { ...current, beat: current.beat + 1 })
    writes()
  })
}

/** Frees the lease if it is still this one; the row stays, so that the group stays known to retention. */
export async function releaseLease(database: LogDatabase, notifier: Notifier, lease: Lease): Promise<void> {
  database.refresh()
  const row = database.leaseRow(lease.topic, lease.group)
  const current = row.value
  if (current === null || current.token !== lease.token) return
  await database.writeUnlessChanged(row, () => database.update(row, { ...current, token: null }))
  notifier.touch(lease.topic)
}

function isSame(a: LeaseState | null, b: LeaseState | null): boolean {
  return a?.token === b?.token && a?.generation === b?.generation && a?.beat === b?.beat
}
