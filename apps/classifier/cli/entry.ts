import { UserError } from '@groundswell/shared/errors.ts'

/** One text of an input, or why its line holds none. `line` counts from 1. */
export type Entry = { line: number; id: string | number; text: string } | BadEntry
export type BadEntry = { line: number; reason: string }

/** Longest text that is scored; models read far less. */
const MAX_CHARACTERS = 10_000

/** Checks what a line says. A missing id is the line's number. */
export function entryOf(line: number, id: unknown, text: unknown): Entry {
  if (typeof text !== 'string') return { line, reason: text === undefined ? 'has neither text nor comment' : 'text must be a string' }
  if (text.trim() === '') return { line, reason: 'text must not be empty' }
  if (text.length > MAX_CHARACTERS) return { line, reason: `text must have at most ${MAX_CHARACTERS} characters` }
  if (id !== undefined && typeof id !== 'string' && typeof id !== 'number') return { line, reason: 'id must be a string or a number' }
  return { line, id: id ?? String(line), text }
}

const UNUSABLE = 'invalid_input'

/** The whole input is of no use. */
export function unusableInput(message: string): UserError {
  return new UserError(400, UNUSABLE, message)
}

export function isUnusableInput(error: unknown): error is UserError {
  return error instanceof UserError && error.code === UNUSABLE
}
