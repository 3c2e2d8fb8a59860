import type { Config } from '@groundswell/shared/config.ts'
import { UserError } from '@groundswell/shared/errors.ts'
import { modelError } from '../model-file.ts'
import type { HubId } from './id.ts'

/** The hub, or something between, sends other bytes than it promised: asking again would bring them again. */
export class WrongBytes extends Error {
  override name = 'WrongBytes'
}

/** Something about a model on the hub that its user can mend. */
export function hubError({ repo, revision }: HubId, message: string): UserError {
  return modelError(`MODEL_DIR ${repo}${revision === 'main' ? '' : `@${revision}`}`, '', message)
}

/** Whether asking again would only bring the same answer. */
export function isRefusal(error: unknown): boolean {
  const status = statusOf(error)
  return error instanceof UserError || error instanceof WrongBytes || (status !== null && status < 500 && status !== 429)
}

/** What a failed download means to the one who named the model. The access token is never part of it. */
export function explainFailure(error: unknown, id: HubId, { HF_ENDPOINT, HF_TOKEN }: Pick<Config, 'HF_ENDPOINT' | 'HF_TOKEN'>): UserError {
  if (error instanceof UserError) return error
  if (error instanceof WrongBytes) return hubError(id, error.message)
  const status = statusOf(error)
  if (status === 404) return hubError(id, `is no directory, and ${HF_ENDPOINT} has no such model or revision`)
  if (status === 401 || status === 403) {
    const terms = `accept its terms at ${HF_ENDPOINT}/${id.repo}`
    const remedy = HF_TOKEN === undefined ? `${terms} and set HF_TOKEN` : `HF_TOKEN is set, but may not read it; ${terms}`
    return hubError(
      id,
      `is no directory, and ${HF_ENDPOINT} answers ${status}: there is no such model, or it is private or gated: ${remedy}`,
    )
  }
  if (status !== null) return hubError(id, `${HF_ENDPOINT} answers ${status}; try again in a while`)
  // What fails on the network is a cause of what fetch throws; this one is about a file of ours.
  if (error instanceof Error && 'syscall' in error) return hubError(id, `can't be kept: ${error.message}`)
  return hubError(id, `is not downloaded yet, and ${HF_ENDPOINT} can't be reached (${reasonOf(error)}); what has come so far is kept`)
}

function statusOf(error: unknown): number | null {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : null
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? error.cause : error
  return 'code' in cause ? String(cause.code) : cause.message
}
