import type { Brand } from '@groundswell/shared/brand.ts'
import { configSchema } from '@groundswell/shared/config.ts'
import type { Status } from '@groundswell/shared/live-events.ts'
import { openEmotionStore } from '@groundswell/storage/emotion-store/emotion-store.ts'
import type { ApiServices } from '../../api/context.ts'
import { createUpstream } from '../../api/forward.ts'
import { Auth } from '../auth.ts'

export const BRANDS: Brand[] = [{ id: 'acme', name: 'Acme', query: 'acme' }]

export const STATUS: Status = {
  accepted: 0,
  stored: 0,
  deleted: 0,
  edited: 0,
  repeated: 0,
  deadLettered: 0,
  scored: 0,
  unsupported: 0,
  lagSeconds: 0,
  model: null,
  log: 'embedded',
  store: 'embedded',
  sources: [],
  stages: [],
  missing: [],
}

/** Services of an API whose store does not answer: nobody listens on port 1. */
export function testServices(changes: Partial<ApiServices> = {}): ApiServices {
  return {
    auth: new Auth(undefined),
    brands: BRANDS,
    store: openEmotionStore(configSchema.parse({ CLICKHOUSE_URL: 'http://127.0.0.1:1' })),
    ingest: createUpstream('ingest', undefined),
    classifier: createUpstream('classifier', undefined),
    readStatus: async () => STATUS,
    readMissing: async () => [],
    ...changes,
  }
}
