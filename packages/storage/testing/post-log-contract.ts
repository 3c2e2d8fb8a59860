import { describe } from 'vitest'
import { describeConsuming } from './post-log-consuming.ts'
import type { PostLogPlace } from './post-log-helpers.ts'
import { describeModel } from './post-log-model.ts'
import { describeRecords } from './post-log-records.ts'

export type { PostLogPlace } from './post-log-helpers.ts'

/** What every adapter of the port PostLog must do. `open` makes an empty log; `dispose` closes all instances and removes it. */
export function describePostLog(name: string, open: () => Promise<PostLogPlace>): void {
  describe(`the post log: ${name}`, () => {
    describeRecords(open)
    describeConsuming(open)
    describeModel(open)
  })
}
