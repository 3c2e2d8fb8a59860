'use client'

import { type FormEvent, useState } from 'react'
import { askApi } from '../lib/api.ts'
import { Button } from './ui/button.tsx'

/** Exchanges a key for a session, then goes on to `next`. */
export function SignInForm({ next }: { next: string }) {
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const key = String(new FormData(event.currentTarget).get('key') ?? '').trim()
    setBusy(true)
    const answer = await askApi<unknown>('/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key }),
    })
    setBusy(false)
    if (answer.ok) window.location.assign(next)
    else setProblem(answer.message)
  }
  return (
    <form onSubmit={submit} className="grid gap-3">
      <label htmlFor="key" className="text-sm font-medium">
        Key
      </label>
      <input
        id="key"
        name="key"
        type="password"
        autoComplete="current-password"
        required
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : 'problem'}
        className="h-10 rounded-md border border-line-strong bg-panel px-3 font-mono text-sm"
      />
      {problem !== null && (
        <p id="problem" role="alert" className="rounded-md bg-warning-soft px-3 py-2 text-sm text-warning">
          {problem}
        </p>
      )}
      <Button type="submit" look="primary" disabled={busy} className="h-10">
        {busy ? 'Signing in…' : 'Sign in'}
      </Button>
    </form>
  )
}
