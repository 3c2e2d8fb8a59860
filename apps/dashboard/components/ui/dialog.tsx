'use client'

import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

type DialogProps = { open: boolean; onOpenChange: (open: boolean) => void; title: string; description: string; children: ReactNode }

/** A window above the page. Title and description are read out; the content shows its own. */
export function Dialog({ open, onOpenChange, title, description, children }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-[rgb(0_0_0/0.45)]" />
        <Radix.Content className="fixed top-[12vh] left-1/2 z-50 flex max-h-[76vh] w-[min(560px,calc(100vw-32px))] -translate-x-1/2 flex-col overflow-hidden rounded-lg border border-line bg-panel shadow-lg focus:outline-none">
          <Radix.Title className="sr-only">{title}</Radix.Title>
          <Radix.Description className="sr-only">{description}</Radix.Description>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
