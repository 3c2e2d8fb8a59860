import type { FoundFile } from '@groundswell/runtime/settled-files.ts'
import { type Entry, isUnusableInput } from '../cli/entry.ts'
import { type PredictedComment, type Predicting, predictions } from '../cli/predictions.ts'
import { readEntries } from '../cli/read-entries.ts'
import { type CommentFile, openCommentFile } from './comment-file.ts'
import { type FileRecord, newRecord } from './file-record.ts'
import type { OutputFolder } from './output-folder.ts'
import { outputName } from './output-name.ts'
import { refuseRepeats } from './refuse-repeats.ts'

export type FileWork = Predicting & {
  output: OutputFolder
  /** What an output says beside id, comment and emotion. */
  withEmotions: boolean
  withScores: boolean
  /** Told how it goes, one line at a time. */
  tell: (line: string) => void
  /** Told of each line, or file, that is refused. */
  complain: (line: string) => void
  signal: AbortSignal
}

/**
 * Writes an output for each comment of a file, from where a worker before this one got to. The journal says it is done
 * only when all outputs are on disk.
 */
export async function doFile(found: FoundFile, work: FileWork): Promise<void> {
  const { journal } = work.output
  let record = newRecord(found, null, work.model.id)
  let file: CommentFile | null = null
  try {
    file = await openCommentFile(found, work.signal)
    // One that is gone, or being written again, is for a later look.
    if (file === null || !(await file.asFound())) return
    const hash = await file.hash()
    const known = journal.get(found.name)
    const { size, mtimeMs, ctimeMs } = found
    record = known?.hash === hash ? { ...known, size, mtimeMs, ctimeMs } : newRecord(found, hash, work.model.id)
    if (record.state === 'begun') await writeOutputs(file, record, work)
    else await journal.save(record)
  } catch (error) {
    if (!isUnusableInput(error)) throw error
    work.complain(`${found.name}: ${error.message}`)
    await journal.save({ ...record, state: 'failed', reason: error.message })
  } finally {
    await file?.close()
  }
}

async function writeOutputs(file: CommentFile, start: FileRecord, work: FileWork): Promise<void> {
  const { output, tell, complain, signal } = work
  const name = start.file
  const started = performance.now()
  let record = start
  if (record.through > 0) tell(`${name}: goes on after line ${record.through}`)
  for await (const { comments, bad, through } of predictions(entriesAfter(file, record), work, signal)) {
    for (const { line, reason } of bad) complain(`${name} line ${line}: ${reason}`)
    await output.write(comments.map((comment) => ({ name: outputName(name, comment.id), content: contentOf(comment, work) })))
    record = { ...record, through, comments: record.comments + comments.length, bad: record.bad + bad.length }
    await output.journal.save(record)
  }
  if (!(await file.asFound())) {
    tell(`${name}: changed while it was read; it will be read again`)
    return
  }
  await output.journal.save({ ...record, state: 'done' })
  const seconds = (performance.now() - started) / 1000
  tell(`${name}: ${count(record.comments, 'comment')}, ${count(record.bad, 'bad line')}, ${seconds.toFixed(1)} s`)
}

/** Lines that are done are read again, for what they say about later ones, but not scored again. */
async function* entriesAfter(file: CommentFile, { file: name, through }: FileRecord): AsyncGenerator<Entry> {
  for await (const entry of refuseRepeats(readEntries(file.text(), name))) if (entry.line > through) yield entry
}

function contentOf({ id, comment, emotion, emotions, scores }: PredictedComment, work: FileWork): string {
  return `${JSON.stringify({ id, comment, emotion, ...(work.withEmotions && { emotions }), ...(work.withScores && { scores }) })}\n`
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`
