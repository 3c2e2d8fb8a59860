import type { TrendBucket } from '@groundswell/shared/live-events.ts'
import { RANGE_SPECS } from '../../lib/ranges.ts'
import type { ViewState } from '../../lib/view-state.ts'
import { bucketStart, fillBuckets } from './fill-buckets.ts'

/** The buckets a view needs, all of them filled. */
export type TrendWindow = {
  /** What is shown, ms; `to` is exclusive and ends with the running bucket. */
  from: number
  to: number
  step: number
  /** Buckets shown, after `lead` earlier ones that only feed the sliding shares. */
  buckets: TrendBucket[]
  lead: number
  /** The span before, to compare with. */
  before: TrendBucket[]
}

/** Cuts a view's window out of the known buckets. A zoom is compared with the same length of "before" as its range. */
export function trendWindow(known: readonly TrendBucket[], view: Pick<ViewState, 'range' | 'zoom'>, now: number): TrendWindow {
  const { span, step, sliding, before } = RANGE_SPECS[view.range]
  const end = bucketStart(now, step) + step
  const from = view.zoom === null ? end - span : bucketStart(view.zoom.from, step)
  const to = view.zoom === null ? end : Math.max(from + step, bucketStart(view.zoom.to + step - 1, step))
  const lead = sliding - 1
  return {
    from,
    to,
    step,
    lead,
    buckets: fillBuckets(known, from - lead * step, to, step),
    before: fillBuckets(known, from - before, from, step),
  }
}

/** The shown buckets without the lead. */
export const shownBuckets = ({ buckets, lead }: TrendWindow) => buckets.slice(lead)
