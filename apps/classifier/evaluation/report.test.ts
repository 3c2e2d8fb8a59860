import { expect, test } from 'vitest'
import { evaluationReport } from './report.ts'

const judged = (probabilities: number[], ...truth: string[]) => ({
  probabilities: Float32Array.from(probabilities),
  truth: new Set(truth),
})

test('two labels by hand', () => {
  const texts = [judged([0.75, 0.25], 'joy'), judged([0.5, 0.0625], 'anger'), judged([0.25, 0.5], 'anger')]
  const report = evaluationReport(texts, { labels: ['joy', 'anger'], thresholds: [0.5, 0.375] }, 1.5)
  // joy: 0.75 and 0.5 predicted, one right. anger: 0.5 predicted, right; the one at 0.0625 missed.
  expect(report.perEmotion).toEqual({
    joy: { precision: 0.5, recall: 1, f1: 2 / 3, support: 1, threshold: 0.5, averagePrecision: 1 },
    anger: { precision: 1, recall: 0.5, f1: 2 / 3, support: 2, threshold: 0.375, averagePrecision: 0.5 + 0.5 * (2 / 3) },
  })
  expect(report.macroF1).toBeCloseTo(2 / 3, 12)
  expect(report.macroPrecision).toBe(0.75)
  expect(report.macroRecall).toBe(0.75)
  // Together: 2 hits, 1 false alarm, 1 miss.
  expect(report.microF1).toBeCloseTo(4 / 6, 12)
  expect(report.mAP).toBeCloseTo((1 + 5 / 6) / 2, 12)
  expect(report).toMatchObject({ n: 3, postsPerSecond: 2 })
  // Squares: 0.0625 + 0.25 + 0.0625 and 0.0625 + 0.87890625 + 0.25.
  expect(report.brier).toBeCloseTo(1.56640625 / 6, 12)
  // Bins: 0.75 alone 0.25; two 0.5 (one so) 0; two 0.25 (none so) 0.5; 0.0625 alone (so) 0.9375.
  expect(report.ece).toBeCloseTo((0.25 + 0 + 0.5 + 0.9375) / 6, 12)
  expect(report.eceConfident).toBeCloseTo((0.25 + 0 + 0.5) / 5, 12)
})

test('the keys that are promised', () => {
  const report = evaluationReport([judged([0.5], 'joy')], { labels: ['joy'], thresholds: [0.5] }, 1)
  const keys = 'macroF1 microF1 macroPrecision macroRecall ece eceConfident brier mAP n postsPerSecond perEmotion'
  expect(Object.keys(report)).toEqual(keys.split(' '))
})

test('a label that no text could be labelled with is not judged', () => {
  const texts = [judged([0.75, 0.9], 'freude'), judged([0.25, 0.9])]
  const report = evaluationReport(texts, { labels: ['freude', 'hunger'], thresholds: [0.5, 0.5] }, 1, new Set(['freude', 'wut']))
  expect(Object.keys(report.perEmotion)).toEqual(['freude'])
  expect(report).toMatchObject({ macroF1: 1, microF1: 1, n: 2 })
})
