export type Counts = { hits: number; falseAlarms: number; misses: number }
export type PrecisionRecall = { precision: number; recall: number; f1: number }

/** Compares what was predicted with what is so. */
export function countHits(predicted: readonly boolean[], truth: readonly boolean[]): Counts {
  const counts: Counts = { hits: 0, falseAlarms: 0, misses: 0 }
  predicted.forEach((said, index) => {
    if (said && truth[index]) counts.hits += 1
    else if (said) counts.falseAlarms += 1
    else if (truth[index]) counts.misses += 1
  })
  return counts
}

/** Each is 0 where it would divide by nothing, as in scikit-learn. */
export function precisionRecall({ hits, falseAlarms, misses }: Counts): PrecisionRecall {
  const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole)
  return {
    precision: ratio(hits, hits + falseAlarms),
    recall: ratio(hits, hits + misses),
    f1: ratio(2 * hits, 2 * hits + falseAlarms + misses),
  }
}

export function sumCounts(all: readonly Counts[]): Counts {
  return all.reduce(
    (sum, { hits, falseAlarms, misses }) => ({
      hits: sum.hits + hits,
      falseAlarms: sum.falseAlarms + falseAlarms,
      misses: sum.misses + misses,
    }),
    { hits: 0, falseAlarms: 0, misses: 0 },
  )
}
