import type { DeadRecord } from '@groundswell/shared/scored-post.ts'
import { type Arrival, deadRecord, type ParsedPost } from './records.ts'

export type Failed = (step: string, error: unknown) => void

/**
 * Lets a step see posts only. A post that makes a step throw would come back after every restart and stop the stream
 * for good, so it becomes a dead letter instead.
 */
export function forPosts<In extends ParsedPost, Out extends ParsedPost>(step: (post: In) => Out, failed: Failed) {
  return function forPost(arrival: Arrival<In>): Arrival<Out> {
    if (arrival.kind !== 'post') return arrival
    try {
      return step(arrival)
    } catch (error) {
      failed(step.name, error)
      return unprocessable(arrival, step.name)
    }
  }
}

/** The dead letter of a post that a step could not take. */
export function unprocessable(post: ParsedPost, step: string): DeadRecord {
  const { kind, origin, ...value } = post
  return deadRecord(origin, Buffer.from(JSON.stringify(value)), `could not be processed: ${step} failed`)
}
