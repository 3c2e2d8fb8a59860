import { readConfig } from '@groundswell/runtime/config.ts'
import { EMOTIONS } from '@groundswell/shared/emotions.ts'
import { inChunks } from './cli/chunks.ts'
import { openInput, runCommand, writeOut } from './cli/command.ts'
import { unusableInput } from './cli/entry.ts'
import { commonLabels } from './evaluation/common-labels.ts'
import { EVALUATE_USAGE, parseEvaluateArguments } from './evaluation/evaluate-arguments.ts'
import { readGoEmotions } from './evaluation/read-goemotions.ts'
import { readLabelNames } from './evaluation/read-labels.ts'
import { evaluationReport, type Judged } from './evaluation/report.ts'
import { findModel } from './model/find-model.ts'
import { loadManifest } from './model/manifest.ts'
import { startScorer } from './model/scorer.ts'

await runCommand(async () => {
  const { file, model: named, labels: labelFile, help } = parseEvaluateArguments(process.argv.slice(2))
  if (help || file === undefined) {
    await writeOut(EVALUATE_USAGE)
    return true
  }
  const config = readConfig(process.env)
  const base = process.env['INIT_CWD'] ?? process.cwd()
  const input = openInput(file, base)
  const labels = labelFile === undefined ? EMOTIONS : await readLabelNames(openInput(labelFile, base), labelFile)
  const model = loadManifest(await (named === undefined ? findModel(config.MODEL_DIR, config) : findModel(named, config, { base })))
  const { known, notes } = commonLabels(model.labels, labels)
  for (const note of notes) process.stderr.write(`${note}\n`)
  const scorer = await startScorer(model, config)
  const { signal } = new AbortController()
  const judged: Judged[] = []
  let seconds = 0
  let bad = 0
  try {
    for await (const chunk of inChunks(readGoEmotions(input, labels))) {
      const good = chunk.flatMap((line) => ('text' in line ? [line] : []))
      for (const line of chunk) if ('reason' in line) process.stderr.write(`line ${line.line}: ${line.reason}\n`)
      bad += chunk.length - good.length
      const started = performance.now()
      const scored = await scorer.scoreTexts(
        good.map(({ text }) => text),
        signal,
      )
      seconds += (performance.now() - started) / 1000
      judged.push(...good.map(({ truth }, index) => ({ truth, probabilities: scored[index] ?? new Float32Array() })))
    }
  } finally {
    await scorer.close()
  }
  if (judged.length === 0) throw unusableInput(`${file}: holds no labelled text`)
  await writeOut(`${JSON.stringify(evaluationReport(judged, model, seconds, known))}\n`)
  return bad === 0
})
