import { realpathSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { unusableInput } from '../cli/entry.ts'
import type { Job } from '../cli/job.ts'
import type { WatchArguments } from '../cli/predict-arguments.ts'
import { stopSignals } from '../cli/stop-signals.ts'
import { openOutputFolder } from './output-folder.ts'
import { watchFolder } from './watch-folder.ts'

/**
 * Predicts the files of a folder until Ctrl-C, or with `once` those that are there.
 * @param base directory that relative names start from.
 * @throws UserError where the folders can't be used.
 */
export async function watchJob({ folder: watched, out: target, once }: WatchArguments, base: string): Promise<Job> {
  const folder = resolve(base, watched)
  const out = resolve(base, target)
  checkFolders(folder, out)
  const output = await openOutputFolder(out)
  return async ({ withScores, withEmotions, ...predicting }) => {
    using stop = stopSignals()
    let refused = 0
    const tell = (line: string) => process.stderr.write(`${line}\n`)
    const complain = (line: string) => {
      tell(line)
      refused += 1
    }
    if (!once) tell(`following ${folder}, writing to ${out}; Ctrl-C stops`)
    try {
      await watchFolder({ ...predicting, folder, once, output, withScores, withEmotions, tell, complain, signal: stop.signal })
    } finally {
      await output.close()
    }
    return refused === 0
  }
}

/** Outputs may lie below the watched folder, of which only its own files are looked at, but not beside those. */
function checkFolders(folder: string, out: string): void {
  const stat = statSync(folder, { throwIfNoEntry: false })
  if (stat === undefined) throw unusableInput(`--watch ${folder}: there is no such folder`)
  if (!stat.isDirectory()) throw unusableInput(`--watch ${folder}: is a file, not a folder`)
  const there = statSync(out, { throwIfNoEntry: false })
  if (there === undefined) return
  if (!there.isDirectory()) throw unusableInput(`--out ${out}: is a file, not a folder`)
  if (realpathSync(out) === realpathSync(folder)) throw unusableInput(`--out ${out}: is the watched folder itself; choose another`)
}
