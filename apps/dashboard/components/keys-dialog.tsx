'use client'

import { KEYS } from '../lib/keys.ts'
import { Key } from './ui/badge.tsx'
import { Dialog } from './ui/dialog.tsx'

export function KeysDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keys" description="Every key of this page">
      <div className="overflow-y-auto p-4">
        <p className="mb-2 text-base font-semibold" aria-hidden>
          Keys
        </p>
        <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2">
          {KEYS.map(({ keys, does }) => (
            <div key={does} className="contents">
              <dt className="flex gap-1">
                {keys.map((key) => (
                  <Key key={key}>{key}</Key>
                ))}
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Dialog>
  )
}
