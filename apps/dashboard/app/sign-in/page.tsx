import type { Metadata } from 'next'
import { SignInForm } from '../../components/sign-in-form.tsx'
import { safeNext } from '../../lib/api.ts'

export const metadata: Metadata = { title: 'Sign in' }

export default async function SignIn({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const { next } = await searchParams
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center gap-4 p-6">
      <h1 className="text-xl font-semibold">Sign in to Groundswell</h1>
      <p className="text-base text-muted">This server asks for a key. An administrator makes one with POST /api/v1/keys.</p>
      <SignInForm next={safeNext(typeof next === 'string' ? next : null)} />
    </main>
  )
}
