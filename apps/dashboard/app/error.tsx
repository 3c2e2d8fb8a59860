'use client'

import { Button } from '../components/ui/button.tsx'

/** Shown instead of a page that failed while drawing; the stream behind it is not affected. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-lg flex-col justify-center gap-3 p-6">
      <h1 className="text-xl font-semibold">This page failed to draw.</h1>
      <p className="text-base text-muted">Posts are still collected and scored; only this view is affected. Trying again is safe.</p>
      <pre className="overflow-x-auto rounded-md border border-line bg-raised p-3 font-mono text-xs whitespace-pre-wrap">
        {error.message}
        {error.digest === undefined ? '' : `\nReference ${error.digest}`}
      </pre>
      <p>
        <Button onClick={reset}>Try again</Button>
      </p>
    </main>
  )
}
