/** Who waits for scores: the stream, or somebody who asked. */
export const LANES = ['stream', 'request'] as const
export type Lane = (typeof LANES)[number]

/** A queue for each lane; the lanes take turns, so that neither starves the other. */
export class TurnQueue<Job> {
  readonly #lanes: Record<Lane, Job[]> = { stream: [], request: [] }
  readonly #first: Job[] = []
  #turn: Lane = 'request'

  push(lane: Lane, job: Job): void {
    this.#lanes[lane].push(job)
  }

  /** Puts back what was already taken once; it goes before everything else. */
  pushFirst(job: Job): void {
    this.#first.push(job)
  }

  waiting(lane: Lane): number {
    return this.#lanes[lane].length
  }

  next(): Job | undefined {
    const again = this.#first.shift()
    if (again !== undefined) return again
    const other = this.#turn === 'stream' ? 'request' : 'stream'
    const lane = this.#lanes[this.#turn].length > 0 ? this.#turn : other
    this.#turn = lane === 'stream' ? 'request' : 'stream'
    return this.#lanes[lane].shift()
  }
}
