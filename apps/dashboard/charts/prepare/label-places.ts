/**
 * Vertical places of labels at the ends of lines: as near to the wanted ones as it goes without two of them touching.
 *
 * @param wanted y of each line's end, px from the top
 * @param least px between neighbours
 * @param height px that all of them have
 */
export function labelPlaces(wanted: readonly number[], least: number, height: number): number[] {
  const order = wanted.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y)
  let above = Number.NEGATIVE_INFINITY
  for (const label of order) {
    label.y = Math.max(label.y, above + least)
    above = label.y
  }
  let below = Math.max(height, (order.length - 1) * least) + least
  for (const label of [...order].reverse()) {
    label.y = Math.min(label.y, below - least)
    below = label.y
  }
  const places = wanted.map(() => 0)
  for (const { y, index } of order) places[index] = y
  return places
}
