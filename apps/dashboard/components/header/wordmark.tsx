import Link from 'next/link'

/** The name, and the way to the live page. */
export function Wordmark() {
  return (
    <Link href="/" className="flex items-center gap-2 text-base font-semibold tracking-tight">
      <svg aria-hidden width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="var(--accent)" strokeWidth="2" strokeLinecap="round">
        <path d="M2 13c2.5 0 2.5-6 5.5-6s3 6 5.5 6 2.5-3 5-3" />
      </svg>
      <span className="max-sm:sr-only">Groundswell</span>
    </Link>
  )
}
