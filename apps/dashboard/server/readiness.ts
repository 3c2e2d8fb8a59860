import type { EmotionStore } from '@groundswell/storage/emotion-store/emotion-store.ts'
import { isMigrated } from '@groundswell/storage/emotion-store/migrate.ts'
import type { LogAccess } from './log-access.ts'
import type { PartAnswer, Parts } from './part-client.ts'
import { within } from './status/within.ts'

const ANSWER_WITHIN_MS = 1_000

/** Says which parts are still missing; none when the whole stream works and the model is loaded. */
export function createReadiness(log: LogAccess, store: EmotionStore, parts: Parts): () => Promise<string[]> {
  let migrated = false
  const isStoreReady = async () => {
    if (!(await store.ping())) return false
    migrated ||= await isMigrated(store)
    return migrated
  }
  return async () => {
    const [ingest, classifier, aggregator, storeReady] = await Promise.all([
      parts.ingestReady.ask(),
      parts.classifierReady.ask(),
      parts.aggregatorReady?.ask() ?? null,
      within(ANSWER_WITHIN_MS, isStoreReady()).catch(() => false),
    ])
    return [
      ...missingOf('ingest', ingest),
      ...missingOf('classifier', classifier),
      ...(aggregator === null ? [] : missingOf('aggregator', aggregator)),
      ...(storeReady ? [] : ['store']),
      ...(log.current() === null ? ['log'] : []),
    ]
  }
}

function missingOf(part: string, answer: PartAnswer<{ ready: boolean; missing: string[] }>): string[] {
  if (!answer.ok) return [part]
  return answer.value.ready ? [] : [`${part}: ${answer.value.missing.join(', ') || 'not ready'}`]
}
