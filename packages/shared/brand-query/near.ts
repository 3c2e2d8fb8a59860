/** First and last word of an occurrence. */
export type Span = { start: number; end: number }

/** True if a span of each lies at most `distance` words from the other, in either order; a span is not near itself. */
export function anyNear(left: Span[], right: Span[], distance: number): boolean {
  if (left.length === 0 || right.length === 0) return false
  return follows(left, right, distance) || follows(right, left, distance)
}

/** True if a span of `later` begins within `distance` words after the end of one of `earlier`. */
function follows(earlier: Span[], later: Span[], distance: number): boolean {
  const starts = later.map((span) => span.start).sort((a, b) => a - b)
  return earlier.some(({ end }) => {
    const next = firstAbove(starts, end)
    return next !== undefined && next <= end + distance
  })
}

function firstAbove(sorted: number[], limit: number): number | undefined {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) > limit) high = middle
    else low = middle + 1
  }
  return sorted[low]
}
