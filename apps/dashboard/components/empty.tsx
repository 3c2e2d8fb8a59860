'use client'

import { Check, Copy } from 'lucide-react'
import { useState, useSyncExternalStore } from 'react'
import { Button } from './ui/button.tsx'

const never = () => () => undefined
const origin = () => window.location.origin
/** The same id again would be the same post, so each visit gets another one. */
const attempt = Date.now().toString(36)

/** What would fill an empty panel, and a command that does it. */
export function Empty({ title, hint, sample }: { title: string; hint: string; sample?: string }) {
  const here = useSyncExternalStore(never, origin, () => '')
  const [copied, setCopied] = useState(false)
  const command = `curl -X POST ${here}/api/v1/posts \\\n  -H 'content-type: application/json' \\\n  -d '{"id":"try-${attempt}","text":"${sample}"}'`
  const copy = () =>
    navigator.clipboard?.writeText(command).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  return (
    <div className="flex h-full flex-col justify-center gap-2 px-4 pb-4">
      <p className="font-medium">{title}</p>
      <p className="max-w-prose text-muted">{hint}</p>
      {sample !== undefined && here !== '' && (
        <div className="mt-1 flex max-w-2xl items-start gap-2 rounded-md border border-line bg-raised p-2">
          <pre className="min-w-0 flex-1 font-mono text-xs leading-5 break-words whitespace-pre-wrap">{command}</pre>
          <Button look="bare" onClick={copy} aria-label={copied ? 'Copied' : 'Copy the command'}>
            {copied ? <Check size={16} /> : <Copy size={16} />}
          </Button>
        </div>
      )}
    </div>
  )
}
