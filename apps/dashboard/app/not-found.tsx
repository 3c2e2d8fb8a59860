import Link from 'next/link'

export default function NotFound() {
  return (
    <main className="mx-auto flex min-h-dvh max-w-lg flex-col justify-center gap-3 p-6">
      <h1 className="text-xl font-semibold">There is no such page.</h1>
      <p className="text-base text-muted">The address may be mistyped, or the page has been moved.</p>
      <p className="flex gap-4 text-base">
        <Link href="/" className="text-accent underline underline-offset-4">
          Live page
        </Link>
        <Link href="/docs/api" className="text-accent underline underline-offset-4">
          API reference
        </Link>
      </p>
    </main>
  )
}
