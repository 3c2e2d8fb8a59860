import { readConfig } from '@groundswell/runtime/config.ts'
import { openInput, runCommand, writeOut } from './cli/command.ts'
import { PREDICT_USAGE, parsePredictArguments } from './cli/predict-arguments.ts'
import { predictStream } from './cli/predict-stream.ts'
import { readEntries } from './cli/read-entries.ts'
import { findModel } from './model/find-model.ts'
import { loadManifest } from './model/manifest.ts'
import { startScorer } from './model/scorer.ts'

await runCommand(async () => {
  const { file, model: named, scores, threshold, help } = parsePredictArguments(process.argv.slice(2))
  if (help) {
    await writeOut(PREDICT_USAGE)
    return true
  }
  const config = readConfig(process.env)
  // npm starts scripts in the repository; names mean what they mean where the caller stands.
  const base = process.env['INIT_CWD'] ?? process.cwd()
  const input = openInput(file, base)
  const model = loadManifest(named === undefined ? findModel(config.MODEL_DIR) : findModel(named, base))
  const scorer = await startScorer(model, config)
  try {
    const bad = await predictStream(readEntries(input, file), {
      model,
      scoreTexts: scorer.scoreTexts,
      thresholds: threshold === undefined ? model.thresholds : model.labels.map(() => threshold),
      withScores: scores,
      signal: new AbortController().signal,
      write: writeOut,
      complain: (line, reason) => process.stderr.write(`line ${line}: ${reason}\n`),
    })
    return bad === 0
  } finally {
    await scorer.close()
  }
})
