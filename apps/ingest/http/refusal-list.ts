import type { Refusal } from '../door/check-post.ts'
import { type Intake, refused } from '../door/metrics.ts'

const MOST_LISTED = 1_000

export type RejectedPost = { index: number; field: string; message: string }

/** What `POST /posts` answers beside the status. */
export type IntakeResult = { accepted: number; rejected: RejectedPost[]; rejectedCount: number }

/** Collects what one request offered in vain: all counted, the first thousand listed. */
export function createResult(intake: Intake): IntakeResult & { reject: (index: number, refusal: Refusal) => void } {
  return {
    accepted: 0,
    rejected: [],
    rejectedCount: 0,
    reject(index, { reason, field, message }) {
      refused.inc({ intake, reason })
      this.rejectedCount += 1
      if (this.rejected.length < MOST_LISTED) this.rejected.push({ index, field, message })
    },
  }
}
export type OpenResult = ReturnType<typeof createResult>
