import { createReadStream, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { UserError } from '@groundswell/shared/errors.ts'
import { type Entry, isUnusableInput, unusableInput } from './entry.ts'

/**
 * Runs a command line tool: exit code 0, 2 for what the caller can mend (said on stderr), 1 for anything else.
 * `command` answers true if all went well, false if some of the input was refused.
 */
export async function runCommand(command: () => Promise<boolean>): Promise<void> {
  // A reader that has seen enough, such as `head`, closes the pipe: that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1)
  })
  try {
    process.exitCode = (await command()) ? 0 : 2
  } catch (error) {
    const known = error instanceof UserError
    process.stderr.write(`${known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.exitCode = known ? 2 : 1
  }
}

/** Resolves when standard output takes more. */
export async function writeOut(text: string): Promise<void> {
  if (!process.stdout.write(text)) await new Promise<void>((drained) => process.stdout.once('drain', drained))
}

/**
 * The text of a file, or of standard input where none is named, as it comes.
 * @param base directory that a relative name starts from.
 * @throws UserError where the file can't be read.
 */
export function openInput(file: string | undefined, base: string): AsyncIterable<string> {
  if (file === undefined) return process.stdin.setEncoding('utf8')
  const path = resolve(base, file)
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) throw unusableInput(`${path}: there is no such file`)
  if (stat.isDirectory()) throw unusableInput(`${path}: is a directory, not a file`)
  return readable(path)
}

async function* readable(path: string): AsyncGenerator<string> {
  try {
    yield* createReadStream(path, 'utf8')
  } catch (error) {
    throw unusableInput(`can't be read: ${(error as Error).message}`)
  }
}

/** The same entries; where the input as a whole is of no use, the message says which input that is. */
export async function* named(entries: AsyncIterable<Entry>, name: string): AsyncGenerator<Entry> {
  try {
    yield* entries
  } catch (error) {
    throw isUnusableInput(error) ? unusableInput(`${name}: ${error.message}`) : error
  }
}
