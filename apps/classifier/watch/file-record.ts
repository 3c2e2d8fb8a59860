import type { FoundFile } from '@groundswell/runtime/settled-files.ts'

/**
 * What became of a file so far. A file is its name and its content (`hash`): one that changed is another one and is done
 * from its start. Size and times only save hashing it again.
 */
export type FileRecord = {
  file: string
  /** SHA-256 of the content, null where it could not be read. */
  hash: string | null
  size: number
  mtimeMs: number
  ctimeMs: number
  state: 'begun' | 'done' | 'failed'
  /** Outputs of the entries that begin in lines up to this one are on disk. */
  through: number
  comments: number
  bad: number
  /** Name and version of the model. */
  model: string
  /** Why it failed. */
  reason?: string
}

/** True for a file that was done, or failed, and was not touched since. */
export function isSettledAs(found: FoundFile, known: FileRecord | undefined): boolean {
  if (known === undefined || known.state === 'begun') return false
  return known.size === found.size && known.mtimeMs === found.mtimeMs && known.ctimeMs === found.ctimeMs
}

export function newRecord({ name, size, mtimeMs, ctimeMs }: FoundFile, hash: string | null, model: string): FileRecord {
  return { file: name, hash, size, mtimeMs, ctimeMs, state: 'begun', through: 0, comments: 0, bad: 0, model }
}
