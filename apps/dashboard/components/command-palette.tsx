'use client'

import type { Brand } from '@groundswell/shared/brand.ts'
import { GROUPS } from '@groundswell/shared/emotions.ts'
import { Command } from 'cmdk'
import { useRouter } from 'next/navigation'
import { useTheme } from 'next-themes'
import type { ReactNode } from 'react'
import type { ChangeView } from '../hooks/use-view.ts'
import { capital } from '../lib/format.ts'
import { RANGE_SPECS, RANGES } from '../lib/ranges.ts'
import type { ViewState } from '../lib/view-state.ts'
import { Key } from './ui/badge.tsx'
import { Dialog } from './ui/dialog.tsx'

type CommandPaletteProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  brands: readonly Brand[]
  view: ViewState
  change: ChangeView
  onKeys: () => void
}

/** Everything the page can do, by typing. */
export function CommandPalette({ open, onOpenChange, brands, view, change, onKeys }: CommandPaletteProps) {
  const { setTheme } = useTheme()
  const router = useRouter()
  const run = (action: () => void) => () => {
    onOpenChange(false)
    action()
  }
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Commands" description="Type to find brands, ranges, pages and actions">
      <Command label="Commands" loop className="flex min-h-0 flex-col">
        <Command.Input
          placeholder="Brand, range, page or action"
          className="h-12 w-full shrink-0 border-b border-line bg-transparent px-4 text-base outline-none placeholder:text-muted"
        />
        <Command.List className="min-h-0 overflow-y-auto p-2">
          <Command.Empty className="px-2 py-6 text-center text-muted">Nothing has this name.</Command.Empty>
          <Group heading="Brands">
            <Item name="All posts" onSelect={run(() => change({ brand: null }))} />
            {brands.map(({ id, name }) => (
              <Item key={id} name={name} id={id} onSelect={run(() => change({ brand: id }))} />
            ))}
          </Group>
          <Group heading="Range">
            {RANGES.map((range, index) => (
              <Item key={range} name={capital(RANGE_SPECS[range].words)} hint={`${index + 1}`} onSelect={run(() => change({ range }))} />
            ))}
          </Group>
          <Group heading="Emotions">
            {GROUPS.map((group) => (
              <Item
                key={group}
                name={`${view.group === group ? 'Close' : 'Open'} ${group}`}
                onSelect={run(() => change({ group: view.group === group ? null : group }))}
              />
            ))}
            {view.emotion !== null && <Item name="Show posts with any emotion" onSelect={run(() => change({ emotion: null }))} />}
            {view.zoom !== null && <Item name="Show the whole range" onSelect={run(() => change({ zoom: null }))} />}
          </Group>
          <Group heading="Look">
            <Item name="Dark theme" onSelect={run(() => setTheme('dark'))} />
            <Item name="Light theme" onSelect={run(() => setTheme('light'))} />
            <Item name="Theme of the system" onSelect={run(() => setTheme('system'))} />
            <Item name={view.wall ? 'Leave wall mode' : 'Wall mode'} hint="w" onSelect={run(() => change({ wall: !view.wall }))} />
          </Group>
          <Group heading="Help">
            <Item name="Keys" hint="?" onSelect={run(onKeys)} />
            <Item name="API reference" onSelect={run(() => router.push('/docs/api'))} />
            <Item name="Sign in" onSelect={run(() => router.push('/sign-in'))} />
          </Group>
        </Command.List>
      </Command>
    </Dialog>
  )
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  )
}

function Item({ name, id, hint, onSelect }: { name: string; id?: string; hint?: string; onSelect: () => void }) {
  return (
    <Command.Item
      value={`${name} ${id ?? ''}`}
      onSelect={onSelect}
      className="flex h-9 cursor-pointer items-center justify-between rounded-md px-2 data-[selected=true]:bg-raised"
    >
      <span className="truncate">{name}</span>
      {hint !== undefined && <Key>{hint}</Key>}
    </Command.Item>
  )
}
