import { named, openInput, writeOut } from './command.ts'
import type { Job } from './job.ts'
import { predictStream } from './predict-stream.ts'
import { readEntries } from './read-entries.ts'

/**
 * Predicts one file, or standard input where none is named, to standard output.
 * @param base directory that a relative name starts from.
 * @throws UserError where there is no such file.
 */
export function streamJob(file: string | undefined, base: string): Job {
  const input = openInput(file, base)
  return async (predicting) => {
    const bad = await predictStream(named(readEntries(input, file), file ?? 'standard input'), {
      ...predicting,
      signal: new AbortController().signal,
      write: writeOut,
      complain: (line, reason) => process.stderr.write(`line ${line}: ${reason}\n`),
    })
    return bad === 0
  }
}
