const BINS = 15

/**
 * Expected calibration error over 15 equal bins (0 belongs to the first, and each bin to its upper edge): the mean
 * distance between what was said and what was so, weighted by how often. NaN without cells.
 */
export function calibrationError(probabilities: readonly number[], truth: readonly boolean[]): number {
  const bins = Array.from({ length: BINS }, () => ({ said: 0, so: 0 }))
  probabilities.forEach((probability, index) => {
    const bin = bins[Math.min(BINS - 1, Math.max(0, Math.ceil(probability * BINS) - 1))]
    if (bin === undefined) return
    bin.said += probability
    bin.so += truth[index] ? 1 : 0
  })
  return bins.reduce((sum, { said, so }) => sum + Math.abs(said - so), 0) / probabilities.length
}

/** Mean squared distance between probability and truth. */
export function brierScore(probabilities: readonly number[], truth: readonly boolean[]): number {
  return probabilities.reduce((sum, probability, index) => sum + (probability - (truth[index] ? 1 : 0)) ** 2, 0) / probabilities.length
}
