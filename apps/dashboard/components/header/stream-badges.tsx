import type { Status } from '@groundswell/shared/live-events.ts'
import { formatShare } from '../../lib/format.ts'
import { isDemo, partsDown, unsupportedShare } from '../../lib/stream-health.ts'
import { Badge } from '../ui/badge.tsx'

/** Facts about the stream that change how the numbers are read. */
export function StreamBadges({ status }: { status: Status | null }) {
  const unsupported = unsupportedShare(status)
  const down = partsDown(status)
  return (
    <>
      {isDemo(status) && (
        <Badge tone="accent" title="These posts are made up: no live source could be reached. The demo ends when one arrives.">
          Demo
        </Badge>
      )}
      {down.length > 0 && (
        <Badge tone="warning" role="status">
          {down.join(', ')} down
        </Badge>
      )}
      {unsupported !== null && unsupported > 0 && (
        <Badge className="tabular-nums max-lg:hidden" title="Posts in languages the model does not know: stored and counted, not scored">
          {formatShare(unsupported)} not scored
        </Badge>
      )}
    </>
  )
}
