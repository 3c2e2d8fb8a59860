'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { useCallback, useMemo } from 'react'
import { changeView, parseView, type ViewState, viewQuery } from '../lib/view-state.ts'

export type ChangeView = (change: Partial<ViewState>) => void

/** The state in the address, and how to change it: each change is a step that the browser's back button undoes. */
export function useView(): [ViewState, ChangeView] {
  const parameters = useSearchParams()
  const path = usePathname()
  const view = useMemo(() => parseView(parameters), [parameters])
  const change = useCallback<ChangeView>(
    (wanted) => {
      const current = parseView(new URLSearchParams(window.location.search))
      window.history.pushState(null, '', `${path}${viewQuery(changeView(current, wanted))}`)
    },
    [path],
  )
  return [view, change]
}
