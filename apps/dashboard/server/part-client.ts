import { z } from 'zod'

const ANSWER_WITHIN_MS = 1_000

/** What a part said, or why it said nothing. */
export type PartAnswer<T> = { ok: true; value: T } | { ok: false; reason: string }

/**
 * Asks one part one question, at most every `maxAgeMs`: whoever asks meanwhile shares the answer, so that a part is
 * asked no more often however many people look at the status.
 */
export class PartClient<T> {
  readonly #url: string | undefined
  readonly #schema: z.ZodType<T>
  readonly #maxAgeMs: number
  #last: { askedAt: number; answer: Promise<PartAnswer<T>> } | null = null

  /** @param base address of the part; undefined: it is not configured, which is an answer of its own. */
  constructor(base: string | undefined, path: string, schema: z.ZodType<T>, maxAgeMs = 1_000) {
    this.#url = base === undefined ? undefined : `${base.replace(/\/$/, '')}${path}`
    this.#schema = schema
    this.#maxAgeMs = maxAgeMs
  }

  async ask(): Promise<PartAnswer<T>> {
    const now = performance.now()
    if (this.#last === null || now - this.#last.askedAt > this.#maxAgeMs) this.#last = { askedAt: now, answer: this.#ask() }
    return await this.#last.answer
  }

  async #ask(): Promise<PartAnswer<T>> {
    if (this.#url === undefined) return { ok: false, reason: 'its address is not set' }
    try {
      const response = await fetch(this.#url, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) })
      const body: unknown = await response.json()
      const parsed = this.#schema.safeParse(body)
      if (parsed.success) return { ok: true, value: parsed.data }
      return { ok: false, reason: `it answered ${response.status} with something unexpected` }
    } catch (error) {
      return { ok: false, reason: isTimeout(error) ? `it did not answer within ${ANSWER_WITHIN_MS} ms` : 'it cannot be reached' }
    }
  }
}

const isTimeout = (error: unknown) => error instanceof Error && error.name === 'TimeoutError'

export const readyAnswer = z.object({ ready: z.boolean(), missing: z.array(z.string()) })
export const modelAnswer = z.object({ name: z.string(), version: z.string(), device: z.string(), loadedAt: z.iso.datetime() })
export type ModelAnswer = z.infer<typeof modelAnswer>
export const sourcesAnswer = z.array(z.object({ name: z.string(), state: z.string(), lastPostAt: z.string().nullable() }))

export type Parts = {
  ingestReady: PartClient<z.infer<typeof readyAnswer>>
  classifierReady: PartClient<z.infer<typeof readyAnswer>>
  /** Null while AGGREGATOR_URL is unset: a cluster may keep it out of the dashboard's reach. */
  aggregatorReady: PartClient<z.infer<typeof readyAnswer>> | null
  model: PartClient<ModelAnswer>
  sources: PartClient<z.infer<typeof sourcesAnswer>>
}

export function connectParts(urls: {
  INGEST_URL?: string | undefined
  CLASSIFIER_URL?: string | undefined
  AGGREGATOR_URL?: string | undefined
}): Parts {
  return {
    ingestReady: new PartClient(urls.INGEST_URL, '/ready', readyAnswer, 200),
    classifierReady: new PartClient(urls.CLASSIFIER_URL, '/ready', readyAnswer, 200),
    aggregatorReady: urls.AGGREGATOR_URL === undefined ? null : new PartClient(urls.AGGREGATOR_URL, '/ready', readyAnswer, 200),
    model: new PartClient(urls.CLASSIFIER_URL, '/model', modelAnswer),
    sources: new PartClient(urls.INGEST_URL, '/sources', sourcesAnswer),
  }
}
