import type { Logger } from '@groundswell/runtime/logger.ts'
import { pause } from '@groundswell/runtime/pause.ts'
import type { Config } from '@groundswell/shared/config.ts'
import { UserError } from '@groundswell/shared/errors.ts'
import * as metrics from '../../metrics.ts'
import type { CurrentModel } from './current-model.ts'
import { followModel } from './follow-model.ts'
import { type LoadedFolder, loadModel } from './load-model.ts'

/** A folder that changes while the first model is loaded is tried again. */
const TRY_AGAIN_MS = 500

type KeepModelCurrent = { model: CurrentModel; directory: string; config: Config; logger: Logger; signal: AbortSignal }

/**
 * Loads the first model, resolves when it serves, and from then on takes over every new version that appears in its
 * folder. Answers the promise of the following, which ends with `signal`.
 * @throws UserError where the first one can't be used.
 */
export async function keepModelCurrent({ model, directory, config, logger, signal }: KeepModelCurrent): Promise<{ ended: Promise<void> }> {
  const load = () => loadModel({ directory, config, events: poolEvents(logger) })
  const serve = (loaded: LoadedFolder) => {
    const before = model.loaded?.scorer.model.id
    model.replace(loaded)
    const { scorer } = loaded
    metrics.showModel(scorer.model.id, scorer.device)
    logger.info({ model: scorer.model.id, device: scorer.device, ...(before === undefined ? {} : { before }) }, 'model loaded')
  }
  const refused = (error: unknown) => {
    metrics.modelLoads.inc({ outcome: 'refused' })
    const message = error instanceof Error ? error.message : String(error)
    // Where it is no fault of the files, it is one of ours: that needs its stack.
    const fault = error instanceof UserError ? {} : { err: error }
    logger.error(
      { ...fault, model: model.loaded?.scorer.model.id },
      `the model's folder changed, but can't be used, so the model before goes on: ${message}`,
    )
  }

  const first = await firstModel(load, signal)
  if (first === null) return { ended: Promise.resolve() }
  serve(first)
  return { ended: followModel({ directory, print: first.print, load, replace: serve, refused, signal }) }
}

/** Null only where the part is stopped before there is one. */
async function firstModel(load: () => Promise<LoadedFolder | null>, signal: AbortSignal): Promise<LoadedFolder | null> {
  let loaded = await load()
  while (loaded === null && !signal.aborted) {
    await pause(TRY_AGAIN_MS, signal)
    loaded = await load()
  }
  return loaded
}

function poolEvents(logger: Logger) {
  return {
    scored: (texts: number, seconds: number) => {
      metrics.batchSize.observe(texts)
      metrics.batchSeconds.observe(seconds)
    },
    workerReplaced: (error: Error) => {
      metrics.workersReplaced.inc()
      logger.error({ err: error }, 'a scoring thread died and was replaced')
    },
    deviceRefused: (error: Error) => logger.warn(`CLASSIFIER_DEVICE=auto tries another device: ${error.message}`),
  }
}
