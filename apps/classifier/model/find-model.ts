import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UserError } from '@groundswell/shared/errors.ts'
import type { HubSettings } from './hub/api.ts'
import { parseHubId } from './hub/id.ts'
import { hubModel } from './hub/model.ts'
import type { Tell } from './hub/progress.ts'

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url))

export type FindModel = {
  /** What a relative directory starts from: the repository by default, wherever the program was started. */
  base?: string
  /** Told of a download's progress; standard error by default. */
  tell?: Tell
  signal?: AbortSignal
}

/**
 * The directory of the model to serve: the shipped ensemble unless one is named, by its directory or by its id on the
 * Hugging Face hub (`owner/name`, `owner/name@revision`). A directory goes before an id.
 * @throws UserError that names MODEL_DIR and what is wrong.
 */
export async function findModel(named: string | undefined, settings: HubSettings, options: FindModel = {}): Promise<string> {
  const { base = REPOSITORY, tell = toStandardError, signal = new AbortController().signal } = options
  const directory = resolve(named === undefined ? REPOSITORY : base, named ?? 'models')
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return directory
  const id = named === undefined ? null : parseHubId(named)
  if (id !== null) return await hubModel(id, settings, tell, signal)
  throw new UserError(400, 'invalid_model', `MODEL_DIR ${directory}: is no directory`, 'MODEL_DIR')
}

function toStandardError(line: string): void {
  process.stderr.write(`${line}\n`)
}
