import { UserError } from '@groundswell/shared/errors.ts'

/** Network errors of a store that is down or just starting. */
const AWAY = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ETIMEDOUT'])

/**
 * The answer of a question to the store.
 * @throws UserError 503 while the store is away.
 */
export async function askStore<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question()
  } catch (error) {
    if (!isAway(error)) throw error
    throw new UserError(503, 'store_unavailable', 'The store does not answer; try again in a moment.')
  }
}

/** ClickHouse's words for tables that the aggregator is about to make. */
const NOT_MIGRATED = new Set(['UNKNOWN_DATABASE', 'UNKNOWN_TABLE'])

/** True for an error that says the store cannot be asked yet or any more; its other refusals are something else. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, type } = error as NodeJS.ErrnoException & { type?: string }
  if (type !== undefined && NOT_MIGRATED.has(type)) return true
  return (code !== undefined && AWAY.has(code)) || /socket hang up|timeout/i.test(error.message)
}
