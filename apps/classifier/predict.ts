import { readConfig } from '@groundswell/runtime/config.ts'
import { runCommand, writeOut } from './cli/command.ts'
import { PREDICT_USAGE, parsePredictArguments } from './cli/predict-arguments.ts'
import { streamJob } from './cli/stream-job.ts'
import { findModel } from './model/find-model.ts'
import { loadManifest } from './model/manifest.ts'
import { startScorer } from './model/scorer.ts'
import { watchJob } from './watch/watch-job.ts'

await runCommand(async () => {
  const { file, watch, model: named, scores, threshold, help } = parsePredictArguments(process.argv.slice(2))
  if (help) {
    await writeOut(PREDICT_USAGE)
    return true
  }
  const config = readConfig(process.env)
  // npm starts scripts in the repository; names mean what they mean where the caller stands.
  const base = process.env['INIT_CWD'] ?? process.cwd()
  const job = watch === undefined ? streamJob(file, base) : await watchJob(watch, base)
  const model = loadManifest(await (named === undefined ? findModel(config.MODEL_DIR, config) : findModel(named, config, { base })))
  const scorer = await startScorer(model, config)
  try {
    return await job({
      model,
      scoreTexts: scorer.scoreTexts,
      thresholds: threshold === undefined ? model.thresholds : model.labels.map(() => threshold),
      withScores: scores,
      withEmotions: threshold !== undefined,
    })
  } finally {
    await scorer.close()
  }
})
