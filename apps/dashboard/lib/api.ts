import type { ErrorBody } from '@groundswell/shared/errors.ts'

export type Failure = { ok: false; status: number; code: string; message: string }
export type Answer<T> = { ok: true; value: T } | Failure

export const API = '/api/v1'

/** Status 0: no answer came at all. */
const unreachable: Failure = { ok: false, status: 0, code: 'unreachable', message: 'The server does not answer.' }

async function failure(response: Response): Promise<Failure> {
  const body = (await response.json().catch(() => null)) as Partial<ErrorBody> | null
  const message = body?.error?.message ?? `The server answered ${response.status} ${response.statusText}`.trim()
  return { ok: false, status: response.status, code: body?.error?.code ?? 'http', message }
}

/** Leaves for the sign-in page, which comes back here afterwards. */
export function signIn(): void {
  const here = window.location.pathname + window.location.search
  if (!here.startsWith('/sign-in')) window.location.assign(`/sign-in?next=${encodeURIComponent(here)}`)
}

/** Asks the API below `/api/v1`; failures are values. An aborted request answers as unreachable. A 401 leads to the sign-in page. */
export async function askApi<T>(path: string, init?: RequestInit): Promise<Answer<T>> {
  const response = await fetch(`${API}${path}`, init).catch(() => null)
  if (response === null) return unreachable
  if (response.status === 401 && path !== '/session') signIn()
  if (!response.ok) return await failure(response)
  if (response.status === 204) return { ok: true, value: undefined as T }
  const value = (await response.json().catch(() => undefined)) as T | undefined
  return value === undefined
    ? { ...unreachable, status: response.status, code: 'no_json', message: 'The answer was not JSON.' }
    : { ok: true, value }
}

/** A query string of the values that are set. */
export function apiQuery(values: Record<string, string | number | null | undefined>): string {
  const set = Object.entries(values).filter(([, value]) => value !== null && value !== undefined)
  return set.length === 0 ? '' : `?${new URLSearchParams(set.map(([name, value]) => [name, String(value)]))}`
}

/** Where to go after signing in: a path on this site, whatever the address says. */
export function safeNext(next: string | null): string {
  return next?.startsWith('/') && !next.startsWith('//') && !next.includes('\\') ? next : '/'
}
