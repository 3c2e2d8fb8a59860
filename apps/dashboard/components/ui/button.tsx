import type { ComponentProps } from 'react'
import { classes } from '../../lib/classes.ts'

const LOOKS = {
  quiet: 'border border-line bg-panel text-ink hover:bg-raised aria-expanded:bg-raised',
  bare: 'min-w-8 text-muted hover:bg-raised hover:text-ink aria-expanded:bg-raised',
  primary: 'bg-accent font-medium text-on-accent hover:opacity-90',
}

/** `quiet` has a border, `bare` none (icons in a row), `primary` is the one thing a page is for. */
export function Button({ look = 'quiet', className, ...props }: ComponentProps<'button'> & { look?: keyof typeof LOOKS }) {
  return (
    <button
      type="button"
      className={classes(
        'inline-flex h-8 shrink-0 items-center justify-center gap-2 rounded-md px-2.5 text-sm whitespace-nowrap transition-colors',
        'disabled:opacity-60',
        LOOKS[look],
        className,
      )}
      {...props}
    />
  )
}
