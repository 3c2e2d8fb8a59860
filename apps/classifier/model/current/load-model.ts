import type { Config } from '@groundswell/shared/config.ts'
import { loadManifest } from '../manifest.ts'
import { modelError } from '../model-file.ts'
import { requireEmotions } from '../require-emotions.ts'
import { type Scorer, startScorer } from '../scorer.ts'
import type { PoolEvents } from '../scoring-pool.ts'
import type { ServingModel } from './current-model.ts'
import { folderPrint } from './folder-print.ts'

/** Texts as short and as long as posts are, one in another script: a model that can't score them is not let in. */
const TRIAL = ['ok', 'I love how this turned out, thank you all so much! 😊', '这个真的很好', 'never again '.repeat(40)]

export type LoadModel = { directory: string; config: Pick<Config, 'CLASSIFIER_DEVICE' | 'CLASSIFIER_WORKERS'>; events: PoolEvents }

/** A model and the state of the folder that it was made of. */
export type LoadedFolder = ServingModel & { print: string }

/**
 * Loads a model into scoring threads and lets it score a trial. Null where its files changed meanwhile: then it may be
 * part this and part that, and belongs to no version.
 * @throws UserError that names the file and the field that can't be used.
 */
export async function loadModel({ directory, config, events }: LoadModel): Promise<LoadedFolder | null> {
  const print = await folderPrint(directory)
  const manifest = loadManifest(directory)
  requireEmotions(manifest)
  let intact = Promise.resolve()
  const scorer = await startScorer(manifest, config, {
    ...events,
    workerReplaced: (error) => {
      events.workerReplaced?.(error)
      // The successor of a thread has read the graph again, which by then may have been that of another version.
      intact = intact.then(() => assertUnchanged(directory, print))
      intact.catch(() => undefined)
    },
  })
  try {
    await tryOut(scorer, directory)
    if ((await folderPrint(directory)) === print) return { scorer, print, intact: () => intact }
  } catch (error) {
    await scorer.close()
    throw error
  }
  await scorer.close()
  return null
}

async function tryOut({ scoreTexts, model }: Scorer, directory: string): Promise<void> {
  const scored = await scoreTexts(TRIAL, new AbortController().signal)
  const sane = scored.every((row) => row.length === model.labels.length && row.every((p) => p >= 0 && p <= 1))
  if (!sane) throw modelError(directory, '', 'scored a trial text with something that is no probability')
}

async function assertUnchanged(directory: string, print: string): Promise<void> {
  if ((await folderPrint(directory)) === print) return
  throw new Error(`a scoring thread died, and the files of ${directory} are no longer those that the model was loaded from`)
}
