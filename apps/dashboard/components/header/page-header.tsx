'use client'

import type { Brand } from '@groundswell/shared/brand.ts'
import { Command, Keyboard, Maximize2, Minimize2, Moon, Sun } from 'lucide-react'
import { useTheme } from 'next-themes'
import { useSyncExternalStore } from 'react'
import type { ChangeView } from '../../hooks/use-view.ts'
import type { LiveState } from '../../lib/live-state.ts'
import type { PageState } from '../../lib/page-state.ts'
import { RANGE_SPECS, RANGES } from '../../lib/ranges.ts'
import type { ViewState } from '../../lib/view-state.ts'
import { Button } from '../ui/button.tsx'
import { Segmented } from '../ui/segmented.tsx'
import { BrandSwitcher } from './brand-switcher.tsx'
import { Freshness } from './freshness.tsx'
import { StreamBadges } from './stream-badges.tsx'
import { Wordmark } from './wordmark.tsx'

type PageHeaderProps = {
  brands: readonly Brand[]
  live: LiveState
  page: PageState
  view: ViewState
  change: ChangeView
  onPalette: () => void
  onKeys: () => void
}

/** What is watched, over which time, and how fresh it is. */
export function PageHeader({ brands, live, page, view, change, onPalette, onKeys }: PageHeaderProps) {
  return (
    <header className="border-b border-line bg-panel">
      <div className="mx-auto flex max-w-[1760px] flex-wrap items-center gap-2 px-4 py-2 sm:gap-3">
        <Wordmark />
        <BrandSwitcher brands={brands} brand={view.brand} onBrand={(brand) => change({ brand })} />
        <Segmented
          label="Time range"
          value={view.range}
          choices={RANGES.map((value, index) => ({
            value,
            label: RANGE_SPECS[value].label,
            title: `${RANGE_SPECS[value].words} (${index + 1})`,
          }))}
          onChange={(range) => change({ range })}
        />
        <div className="flex items-center gap-2 sm:ml-auto">
          <StreamBadges status={live.status} />
          <Freshness live={live} page={page} />
        </div>
        <div className="flex items-center max-sm:ml-auto">
          <Button look="bare" onClick={onPalette} aria-label="Commands" title="Commands (Ctrl K)">
            <Command size={16} aria-hidden />
          </Button>
          <ThemeButton />
          <Button
            look="bare"
            className="max-sm:hidden"
            onClick={() => change({ wall: !view.wall })}
            aria-pressed={view.wall}
            aria-label="Wall mode"
            title={view.wall ? 'Leave wall mode (w)' : 'Wall mode (w)'}
          >
            {view.wall ? <Minimize2 size={16} aria-hidden /> : <Maximize2 size={16} aria-hidden />}
          </Button>
          <Button look="bare" className="max-sm:hidden" onClick={onKeys} aria-label="Keys" title="Keys (?)">
            <Keyboard size={16} aria-hidden />
          </Button>
        </div>
      </div>
    </header>
  )
}

const never = () => () => undefined

function ThemeButton() {
  const { resolvedTheme, setTheme } = useTheme()
  // The server does not know the person's theme; until the page is alive both would be a guess.
  const alive = useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
  const dark = alive && resolvedTheme === 'dark'
  return (
    <Button
      look="bare"
      onClick={() => setTheme(dark ? 'light' : 'dark')}
      aria-label={dark ? 'Light theme' : 'Dark theme'}
      title={`${dark ? 'Light' : 'Dark'} theme (t)`}
    >
      {dark ? <Sun size={16} aria-hidden /> : <Moon size={16} aria-hidden />}
    </Button>
  )
}
