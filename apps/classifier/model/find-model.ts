import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UserError } from '@groundswell/shared/errors.ts'

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url))
const HUB_ID = /^[\w.-]+\/[\w.-]+$/

/**
 * The directory of the model to serve: the shipped ensemble unless one is named. A relative one is looked for below
 * `base`, by default the repository, wherever the program was started.
 * @throws UserError where there is no such directory.
 */
export function findModel(named: string | undefined, base = REPOSITORY): string {
  const directory = resolve(named === undefined ? REPOSITORY : base, named ?? 'models')
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory()) return directory
  const refuse = (message: string) => new UserError(400, 'invalid_model', message, 'MODEL_DIR')
  if (named !== undefined && HUB_ID.test(named)) {
    throw refuse(
      `MODEL_DIR ${named}: is no directory, and loading from the Hugging Face hub is not supported yet: download it and name its folder`,
    )
  }
  throw refuse(`MODEL_DIR ${directory}: is no directory`)
}
