import type { ServerEvents, Status } from '@groundswell/shared/live-events.ts'

type Payload<Event extends keyof ServerEvents> = Parameters<ServerEvents[Event]>[0]

/** Whoever watches, as the feed sees them: brands with watchers, and those that wait for their first picture. */
export interface Audience {
  /** Brands that somebody watches (`''` = everything). */
  watched(): string[]
  /** Brands that somebody waits for the snapshot of; answering it makes the waiting ones watchers. */
  awaited(): string[]
  /** Marks watchers who cannot keep up: they get nothing until their line is free, and then a snapshot. */
  sortOutSlow(now: number): void
  answer(brand: string, snapshot: Payload<'snapshot'>): void
  posts(brand: string, event: Payload<'posts'>): void
  trend(brand: string, event: Payload<'trend'>): void
  /** Makes all watchers wait for a new snapshot. */
  refreshAll(): void
  status(status: Status): void
  isEmpty(): boolean
}
