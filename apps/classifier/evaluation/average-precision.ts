/**
 * Area under the precision-recall curve as a sum of steps, with equal scores as one step:
 * scikit-learn's `average_precision_score`. 0 where there are no positives.
 */
export function averagePrecision(scores: readonly number[], truth: readonly boolean[]): number {
  const positives = truth.filter(Boolean).length
  if (positives === 0) return 0
  const order = scores.map((_, index) => index).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))
  let area = 0
  let hits = 0
  let hitsBefore = 0
  order.forEach((index, rank) => {
    if (truth[index]) hits += 1
    const next = order[rank + 1]
    if (next !== undefined && scores[next] === scores[index]) return
    area += ((hits - hitsBefore) / positives) * (hits / (rank + 1))
    hitsBefore = hits
  })
  return area
}
