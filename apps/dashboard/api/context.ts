import type { Brand } from '@groundswell/shared/brand.ts'
import type { Status } from '@groundswell/shared/live-events.ts'
import type { EmotionStore } from '@groundswell/storage/emotion-store/emotion-store.ts'
import type { HttpBindings } from '@hono/node-server'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Auth, Caller } from '../server/auth.ts'
import type { Upstream } from './forward.ts'

/** What every route knows about its request. */
export type ApiEnv = { Bindings: HttpBindings; Variables: { caller: Caller } }
export type Api = OpenAPIHono<ApiEnv>

/** What routes need from the rest of the dashboard. */
export type ApiServices = {
  auth: Auth
  brands: readonly Brand[]
  store: EmotionStore
  ingest: Upstream
  classifier: Upstream
  readStatus: () => Promise<Status>
  readMissing: () => Promise<string[]>
}
