import type { Logger } from '@groundswell/runtime/logger.ts'
import type { SourceStatus, StageStatus, Status } from '@groundswell/shared/live-events.ts'
import type { EmotionStore } from '@groundswell/storage/emotion-store/emotion-store.ts'
import { type OutcomeCounts, queryLastPosts, queryOutcomes } from '@groundswell/storage/emotion-store/queries/outcomes.ts'
import type { LogAccess } from '../log-access.ts'
import type { ModelAnswer, PartAnswer, Parts } from '../part-client.ts'
import { type Backlog, BacklogReader, lagSeconds } from './backlog.ts'
import { mergeSources } from './merge-sources.ts'
import { within } from './within.ts'

const ANSWER_WITHIN_MS = 1_500

/** What the store knows for the status. */
export type StatusStore = {
  readonly kind: 'embedded' | 'clickhouse'
  outcomes: () => Promise<OutcomeCounts>
  lastPosts: () => Promise<{ source: string; lastPostAt: string }[]>
}

export function statusStore(store: EmotionStore): StatusStore {
  return { kind: store.kind, outcomes: () => queryOutcomes(store), lastPosts: () => queryLastPosts(store) }
}

export type StatusSources = {
  log: Pick<LogAccess, 'kind' | 'current'>
  store: StatusStore
  parts: Pick<Parts, 'model' | 'sources' | 'aggregatorReady'>
  logger: Logger
}
type Counted = { backlog: PartAnswer<Backlog>; outcomes: PartAnswer<OutcomeCounts> }

/** Reads the state of the stream from those who know it; a part that is down leaves its fields null. */
export class StatusReader {
  readonly #from: StatusSources
  readonly #backlogs = new BacklogReader()

  constructor(from: StatusSources) {
    this.#from = from
  }

  async read(): Promise<Status> {
    const { log, store, parts } = this.#from
    const [counted, lastPosts, model, sources, aggregator] = await Promise.all([
      this.#count(),
      this.#ask('store', () => store.lastPosts()),
      parts.model.ask(),
      parts.sources.ask(),
      parts.aggregatorReady?.ask() ?? null,
    ])
    const { backlog, outcomes } = counted
    const counts = outcomes.ok ? outcomes.value : null
    const stages: StageStatus[] = [
      stage('ingest', 0, sources),
      { ...stage('classifier', backlog.ok ? backlog.value.waiting.classifier : 0, model), ...serving(model) },
      stage('aggregator', backlog.ok ? backlog.value.waiting.aggregator : 0, aggregator),
      stage('store', 0, outcomes),
    ]
    return {
      accepted: backlog.ok && counts !== null ? backlog.value.appended - counts.deletes : null,
      stored: counts?.stored ?? null,
      deleted: counts?.deleted ?? null,
      edited: counts?.edited ?? null,
      repeated: counts?.repeated ?? null,
      deadLettered: counts?.deadLettered ?? null,
      scored: counts?.scored ?? null,
      unsupported: counts?.unsupported ?? null,
      lagSeconds: backlog.ok ? lagSeconds(backlog.value.oldest, Date.now()) : null,
      model: model.ok ? { name: model.value.name, version: model.value.version } : null,
      log: log.kind,
      store: store.kind,
      sources: mergeSources(sources.ok ? sources.value : null, lastPosts.ok ? lastPosts.value : []) satisfies SourceStatus[],
      stages,
      missing: [...(backlog.ok ? [] : ['log']), ...stages.filter(({ state }) => state === 'down').map(({ name }) => name)],
    }
  }

  /**
   * First how far the log is, then what the store counts. What is appended and stored between the two would be counted
   * as an outcome and not as accepted: then the later record makes the lag, and nobody takes the sums for final.
   */
  async #count(): Promise<Counted> {
    const log = this.#from.log.current()
    const backlog: PartAnswer<Backlog> =
      log === null ? { ok: false, reason: 'it is not open yet' } : await this.#ask('log', () => this.#backlogs.read(log, Date.now()))
    const outcomes = await this.#ask('store', () => this.#from.store.outcomes())
    if (log === null || !backlog.ok || backlog.value.oldest !== null || !outcomes.ok) return { backlog, outcomes }
    const later = await this.#ask('log', () => this.#backlogs.appendedSince(log, backlog.value.ends, Date.now()))
    return { backlog: later.ok ? { ok: true, value: { ...backlog.value, oldest: later.value } } : later, outcomes }
  }

  async #ask<T>(who: string, question: () => Promise<T>): Promise<PartAnswer<T>> {
    try {
      return { ok: true, value: await within(ANSWER_WITHIN_MS, question()) }
    } catch (error) {
      this.#from.logger.debug({ err: error, who }, 'no answer for the status')
      return { ok: false, reason: 'it does not answer' }
    }
  }
}

function serving(model: PartAnswer<ModelAnswer>): Pick<StageStatus, 'model' | 'device' | 'loadedAt'> {
  if (!model.ok) return {}
  const { name, version, device, loadedAt } = model.value
  return { model: `${name}@${version}`, device, loadedAt }
}

function stage(name: string, waiting: number, answer: PartAnswer<unknown> | null): StageStatus {
  return answer === null || answer.ok ? { name, state: 'ok', waiting } : { name, state: 'down', waiting, detail: answer.reason }
}
