export type Tell = (line: string) => void

/** A line at most so often, in ms. */
const INTERVAL_MS = 500

/** Tells how far a download is: at most two lines a second, and one when everything is there. */
export function createProgress(name: string, total: number, tell: Tell, now: () => number = Date.now): (bytes: number) => void {
  let done = 0
  let toldAt = Number.NEGATIVE_INFINITY
  return (bytes) => {
    done += bytes
    if (bytes === 0 || (done < total && now() - toldAt < INTERVAL_MS)) return
    toldAt = now()
    tell(`${name}: ${megabytes(done)} of ${megabytes(total)} (${Math.floor((done / total) * 100)} %)`)
  }
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
