import type { ComponentProps } from 'react'
import { classes } from '../../lib/classes.ts'

/** A small fact in a frame; `tone` warning where someone should look. */
export function Badge({ tone = 'plain', className, ...props }: ComponentProps<'span'> & { tone?: 'plain' | 'warning' | 'accent' }) {
  const tones = {
    plain: 'border-line text-muted',
    warning: 'border-transparent bg-warning-soft text-warning',
    accent: 'border-transparent bg-accent-soft text-accent',
  }
  return (
    <span
      className={classes(
        'inline-flex h-6 shrink-0 items-center gap-1.5 rounded-md border px-2 text-xs font-medium whitespace-nowrap',
        tones[tone],
        className,
      )}
      {...props}
    />
  )
}

/** A key as it stands on the keyboard. */
export function Key({ children }: { children: string }) {
  return (
    <kbd className="inline-flex h-5 min-w-5 items-center justify-center rounded border border-line bg-raised px-1 font-sans text-xs text-muted">
      {children}
    </kbd>
  )
}
