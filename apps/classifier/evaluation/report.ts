import { averagePrecision } from './average-precision.ts'
import { brierScore, calibrationError } from './calibration.ts'
import { countHits, type PrecisionRecall, precisionRecall, sumCounts } from './precision-recall.ts'

/** Cells that say something: most of the 28 labels are near 0 for most texts, and easy to be right about. */
const CONFIDENT = 0.1

/** What the model said about one text, and what people said. */
export type Judged = { probabilities: Float32Array; truth: ReadonlySet<string> }

export type EmotionReport = PrecisionRecall & { support: number; threshold: number; averagePrecision: number }
export type Report = {
  macroF1: number
  microF1: number
  macroPrecision: number
  macroRecall: number
  ece: number
  eceConfident: number
  brier: number
  mAP: number
  n: number
  postsPerSecond: number
  perEmotion: Record<string, EmotionReport>
}

/**
 * Measures a model against labelled texts. Macro figures are plain means over the labels that are judged.
 * @param model its labels and thresholds by the index of its outputs.
 * @param known which labels the texts are labelled with; the model's other labels are not judged.
 */
export function evaluationReport(
  judged: readonly Judged[],
  { labels, thresholds }: { labels: readonly string[]; thresholds: readonly number[] },
  seconds: number,
  known: ReadonlySet<string> = new Set(labels),
): Report {
  const columns = [...labels.entries()].flatMap(([index, label]) => {
    if (!known.has(label)) return []
    const scores = judged.map(({ probabilities }) => probabilities[index] ?? 0)
    const truth = judged.map((one) => one.truth.has(label))
    const threshold = thresholds[index] ?? 1
    const counts = countHits(
      scores.map((score) => score >= threshold),
      truth,
    )
    return [{ label, scores, truth, threshold, counts, ...precisionRecall(counts), averagePrecision: averagePrecision(scores, truth) }]
  })
  const cells = columns.flatMap(({ scores }) => scores)
  const truths = columns.flatMap(({ truth }) => truth)
  const confident = cells.flatMap((cell, index) => (cell >= CONFIDENT ? [index] : []))
  return {
    macroF1: mean(columns.map(({ f1 }) => f1)),
    microF1: precisionRecall(sumCounts(columns.map(({ counts }) => counts))).f1,
    macroPrecision: mean(columns.map(({ precision }) => precision)),
    macroRecall: mean(columns.map(({ recall }) => recall)),
    ece: calibrationError(cells, truths),
    eceConfident: calibrationError(
      confident.map((index) => cells[index] ?? 0),
      confident.map((index) => truths[index] ?? false),
    ),
    brier: brierScore(cells, truths),
    mAP: mean(columns.map((column) => column.averagePrecision)),
    n: judged.length,
    postsPerSecond: judged.length / seconds,
    perEmotion: Object.fromEntries(
      columns.map(({ label, f1, precision, recall, truth, threshold, averagePrecision }) => {
        const support = truth.filter(Boolean).length
        return [label, { f1, precision, recall, support, threshold, averagePrecision }]
      }),
    ),
  }
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
