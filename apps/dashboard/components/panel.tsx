import { type ReactNode, useId } from 'react'
import { classes } from '../lib/classes.ts'
import { formatClock } from '../lib/format.ts'

export type PanelProblem = { message: string; since: number; advice: string }

type PanelProps = {
  title: string
  /** What the numbers are shares of, over which time. */
  note?: ReactNode
  actions?: ReactNode
  /** Greyed, with these words: what is shown is old. */
  stale?: string | null | undefined
  /** Shown above what is left to show. */
  problem?: PanelProblem | null | undefined
  className?: string
  children: ReactNode
}

/** One question of the page. Loading and empty are the children's, since they keep the content's size; stale and error look the same everywhere. */
export function Panel({ title, note, actions, stale, problem, className, children }: PanelProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className={classes('flex min-w-0 flex-col rounded-lg border border-line bg-panel', className)}>
      <header className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
        <h2 id={id} className="text-base font-semibold">
          {title}
        </h2>
        {note !== undefined && <p className="text-xs text-muted tabular-nums">{note}</p>}
        <div className="ml-auto flex items-center gap-2">
          {stale !== null && stale !== undefined && (
            <span className="rounded-md bg-warning-soft px-2 py-1 text-xs font-medium text-warning tabular-nums">{stale}</span>
          )}
          {actions}
        </div>
      </header>
      {problem !== null && problem !== undefined && <Problem {...problem} />}
      <div className={classes('min-h-0 flex-1 transition-[filter,opacity]', typeof stale === 'string' && 'opacity-85 grayscale')}>
        {children}
      </div>
    </section>
  )
}

/** What is broken, since when, and what still works. */
export function Problem({ message, since, advice }: PanelProblem) {
  return (
    <p className="mx-4 mb-3 rounded-md bg-warning-soft px-3 py-2 text-sm text-warning">
      <strong className="font-semibold">{message}</strong> Since {formatClock(since)}. {advice}
    </p>
  )
}
