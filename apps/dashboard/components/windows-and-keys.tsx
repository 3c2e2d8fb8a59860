'use client'

import type { Brand } from '@groundswell/shared/brand.ts'
import { useTheme } from 'next-themes'
import { useState } from 'react'
import { stepThroughPosts, useKeys } from '../hooks/use-keys.ts'
import type { ChangeView } from '../hooks/use-view.ts'
import type { ViewState } from '../lib/view-state.ts'
import { CommandPalette } from './command-palette.tsx'
import { KeysDialog } from './keys-dialog.tsx'

export type Windows = {
  open: 'palette' | 'keys' | null
  setOpen: (open: Windows['open']) => void
  openPalette: () => void
  openKeys: () => void
}

/** Which window lies above the page. */
export function useWindows(): Windows {
  const [open, setOpen] = useState<Windows['open']>(null)
  return { open, setOpen, openPalette: () => setOpen('palette'), openKeys: () => setOpen('keys') }
}

/** One step back from what is special about a view, the latest kind first. */
function stepBack({ zoom, emotion, group }: ViewState): Partial<ViewState> {
  if (zoom !== null) return { zoom: null }
  if (emotion !== null) return { emotion: null }
  return group === null ? { wall: false } : { group: null }
}

type WindowsAndKeysProps = { windows: Windows; brands: readonly Brand[]; view: ViewState; change: ChangeView }

/** The command palette, the list of keys, and the keys themselves. */
export function WindowsAndKeys({ windows, brands, view, change }: WindowsAndKeysProps) {
  const { resolvedTheme, setTheme } = useTheme()
  const { open, setOpen } = windows
  useKeys({
    'mod+k': () => setOpen(open === 'palette' ? null : 'palette'),
    '?': windows.openKeys,
    '1': () => change({ range: '15m' }),
    '2': () => change({ range: '1h' }),
    '3': () => change({ range: '24h' }),
    j: () => stepThroughPosts(1),
    k: () => stepThroughPosts(-1),
    t: () => setTheme(resolvedTheme === 'dark' ? 'light' : 'dark'),
    w: () => change({ wall: !view.wall }),
    escape: () => change(stepBack(view)),
  })
  const toggle = (window: 'palette' | 'keys') => (shown: boolean) => setOpen(shown ? window : null)
  return (
    <>
      <CommandPalette
        open={open === 'palette'}
        onOpenChange={toggle('palette')}
        brands={brands}
        view={view}
        change={change}
        onKeys={windows.openKeys}
      />
      <KeysDialog open={open === 'keys'} onOpenChange={toggle('keys')} />
    </>
  )
}
