import { formatClock } from '../lib/format.ts'
import type { LiveState } from '../lib/live-state.ts'

/** Says that the connection is lost and until when the data is. */
export function ReconnectBanner({ live }: { live: LiveState }) {
  const lost = live.connection === 'lost' && live.loaded && live.lostAt !== null
  return (
    <div role="status">
      {lost && (
        <p className="border-b border-line bg-warning-soft px-4 py-1.5 text-center text-sm font-medium text-warning tabular-nums">
          Reconnecting… showing data until {formatClock(live.lostAt ?? 0)}
        </p>
      )}
    </div>
  )
}
