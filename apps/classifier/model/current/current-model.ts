import type { Scorer } from '../scorer.ts'

export type ServingModel = {
  scorer: Scorer
  /** Rejects where what was scored up to now may be another model's work. */
  intact: () => Promise<void>
}
export type LoadedModel = ServingModel & { loadedAt: Date }

type Held = LoadedModel & { users: number; retired: boolean }

/**
 * The model that serves. Another one can take its place between two calls of `use`, never within one: whatever is done in
 * one call is done by one version, and the one before is closed when its last call has ended.
 */
export class CurrentModel {
  readonly #retired = new Set<Held>()
  #held: Held | null = null
  #closing: Promise<unknown> = Promise.resolve()

  /** Null until the first model is loaded. */
  get loaded(): LoadedModel | null {
    return this.#held
  }

  /** Batches that wait for a scoring thread, of the model that serves and of those that still finish their work. */
  get waiting(): number {
    return [this.#held, ...this.#retired].reduce((sum, held) => sum + (held?.scorer.waiting() ?? 0), 0)
  }

  /** Calls with the model that serves now, which stays open until the call has ended. */
  async use<T>(call: (model: LoadedModel) => Promise<T>): Promise<T> {
    const held = this.#held
    if (held === null) throw new Error('no model is loaded')
    held.users += 1
    try {
      const result = await call(held)
      await held.intact()
      return result
    } finally {
      held.users -= 1
      this.#closeUnused(held)
    }
  }

  /** From here on every new call gets this model. */
  replace({ scorer, intact }: ServingModel): void {
    const before = this.#held
    this.#held = { scorer, intact, loadedAt: new Date(), users: 0, retired: false }
    if (before === null) return
    before.retired = true
    this.#retired.add(before)
    this.#closeUnused(before)
  }

  /** Closes every model, whoever uses it. */
  async close(): Promise<void> {
    const all = [this.#held, ...this.#retired]
    await Promise.all([this.#closing, ...all.map((held) => held?.scorer.close())])
  }

  #closeUnused(held: Held): void {
    if (!held.retired || held.users > 0 || !this.#retired.delete(held)) return
    this.#closing = Promise.all([this.#closing, held.scorer.close()])
  }
}
