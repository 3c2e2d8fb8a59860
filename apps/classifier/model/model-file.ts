import { readFileSync } from 'node:fs'
import { UserError } from '@groundswell/shared/errors.ts'

/** Something is wrong with the model's files: which file, which field, what. Ends the program with code 2. */
export function modelError(file: string, field: string, message: string): UserError {
  return new UserError(400, 'invalid_model', `${file}: ${field === '' ? '' : `${field} `}${message}`, 'MODEL_DIR')
}

/** @throws UserError that names the file. */
export function readJson(file: string): unknown {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw modelError(file, '', code === 'ENOENT' ? 'is missing' : message)
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw modelError(file, '', `is not JSON: ${(error as Error).message}`)
  }
}
