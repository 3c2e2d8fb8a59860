'use client'

import type { Brand } from '@groundswell/shared/brand.ts'
import { Command } from 'cmdk'
import { Check, ChevronsUpDown } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Popover } from '../ui/popover.tsx'

type BrandSwitcherProps = { brands: readonly Brand[]; brand: string | null; onBrand: (brand: string | null) => void }

export const brandName = (brands: readonly Brand[], brand: string | null) =>
  brand === null ? 'All posts' : (brands.find(({ id }) => id === brand)?.name ?? brand)

/** Which brand is watched; a list to type into, since there may be hundreds. */
export function BrandSwitcher({ brands, brand, onBrand }: BrandSwitcherProps) {
  const [open, setOpen] = useState(false)
  const choices = [{ id: null, name: 'All posts', query: 'every post once' }, ...brands]
  const pick = (id: string | null) => {
    setOpen(false)
    onBrand(id)
  }
  return (
    <Popover
      label="Brands"
      align="start"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button className="min-w-0 font-medium" aria-label={`Brand: ${brandName(brands, brand)}`}>
          <span className="max-w-[38vw] truncate sm:max-w-56">{brandName(brands, brand)}</span>
          <ChevronsUpDown size={14} aria-hidden className="text-muted" />
        </Button>
      }
    >
      <Command label="Brands" loop>
        <Command.Input
          autoFocus
          placeholder="Find a brand"
          className="h-10 w-full border-b border-line bg-transparent px-3 text-sm outline-none placeholder:text-muted"
        />
        <Command.List className="max-h-80 overflow-y-auto p-1">
          <Command.Empty className="px-3 py-4 text-muted">No brand with this name.</Command.Empty>
          {choices.map(({ id, name, query }) => (
            <Command.Item
              key={id ?? ''}
              value={`${name} ${id ?? 'all'}`}
              onSelect={() => pick(id)}
              className="flex cursor-pointer items-center gap-2 rounded-md px-2 py-1.5 data-[selected=true]:bg-raised"
            >
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{name}</span>
                <span className="block truncate text-xs text-muted">{query}</span>
              </span>
              {id === brand && <Check size={16} aria-label="watched" />}
            </Command.Item>
          ))}
        </Command.List>
      </Command>
    </Popover>
  )
}
