import type { Difference, Estimate } from '../../charts/prepare/interval.ts'
import { classes } from '../../lib/classes.ts'
import { formatInterval, formatPoints, formatShare } from '../../lib/format.ts'

type FeelingRowProps = {
  name: string
  colour: string
  estimate: Estimate
  change: Difference | null
  pressed: boolean
  /** What pressing it does. */
  hint: string
  onPress: () => void
  /** Drawn with its interval on a scale up to `ceiling`. */
  bar?: { ceiling: number }
}

/** One feeling: name, share, the interval it lies in, and how it changed. The whole row is the button. */
export function FeelingRow({ name, colour, estimate, change, pressed, hint, onPress, bar }: FeelingRowProps) {
  return (
    <li>
      <button
        type="button"
        aria-pressed={pressed}
        title={hint}
        onClick={onPress}
        className={classes(
          '-mx-2 grid h-7 w-[calc(100%+16px)] items-center gap-3 rounded-md px-2 text-left tabular-nums transition-colors hover:bg-raised',
          bar === undefined
            ? 'grid-cols-[minmax(0,1fr)_3rem_4.5rem_4.5rem]'
            : 'grid-cols-[7.25rem_minmax(0,1fr)_3rem_4.5rem] sm:grid-cols-[7.25rem_minmax(0,1fr)_3rem_5rem_4.5rem]',
          pressed && 'bg-raised',
        )}
      >
        <span className="flex min-w-0 items-center gap-2 font-medium" style={{ color: colour }}>
          <span aria-hidden className="size-2 shrink-0 rounded-xs" style={{ background: colour }} />
          <span className="truncate">{name}</span>
        </span>
        {bar !== undefined && <Bar estimate={estimate} colour={colour} ceiling={bar.ceiling} />}
        <span className="text-right font-semibold">{formatShare(estimate.share)}</span>
        <span className={classes('text-right text-xs text-muted', bar !== undefined && 'max-sm:hidden')} title="90 % interval">
          {formatInterval(estimate.low, estimate.high)}
        </span>
        <Change change={change} />
      </button>
    </li>
  )
}

/** The change in percentage points; muted where chance could have made it. */
export function Change({ change }: { change: Difference | null }) {
  if (change === null)
    return (
      <span className="text-right text-xs whitespace-nowrap text-muted" title="Too few posts before to compare with">
        –
      </span>
    )
  const interval = `90 % interval ${formatPoints(change.low)} to ${formatPoints(change.high)}`
  if (!change.clear)
    return (
      <span
        className="text-right text-xs whitespace-nowrap text-muted"
        title={`${formatPoints(change.points)}, within chance; ${interval}`}
      >
        as before
      </span>
    )
  return (
    <span className="text-right text-xs font-semibold whitespace-nowrap" title={interval}>
      <span aria-hidden>{change.points > 0 ? '▲ ' : '▼ '}</span>
      {formatPoints(change.points)}
    </span>
  )
}

/** The share as a bar with its interval as a whisker. */
function Bar({ estimate, colour, ceiling }: { estimate: Estimate; colour: string; ceiling: number }) {
  const percent = (share: number) => `${Math.min(100, (share / ceiling) * 100)}%`
  return (
    <span aria-hidden className="relative block h-2 min-w-0">
      <span
        className="absolute inset-y-0 left-0 rounded-xs transition-[width] duration-150"
        style={{ width: percent(estimate.share), background: colour, opacity: 0.55 }}
      />
      <span
        className="absolute top-1/2 h-px -translate-y-1/2"
        style={{ left: percent(estimate.low), width: percent(estimate.high - estimate.low), background: 'var(--ink)' }}
      />
    </span>
  )
}
