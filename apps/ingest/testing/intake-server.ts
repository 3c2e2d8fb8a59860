import { listen } from '@groundswell/runtime/internal-server.ts'
import { createDiskGuard } from '../disk-guard.ts'
import { intakeRoutes } from '../http/intake-routes.ts'
import { createPostsTopic, type PostsTopic } from '../posts-topic.ts'
import { openTempLog, silent, type TempLog } from './temp-log.ts'

export type IntakeServer = TempLog & {
  url: string
  topic: PostsTopic
  post: (body: unknown, type?: string, headers?: Record<string, string>) => Promise<{ status: number; body: IntakeAnswer }>
  stop: () => Promise<void>
}

export type IntakeAnswer = {
  accepted: number
  rejected: { index: number; field: string; message: string }[]
  rejectedCount: number
  error?: { code: string; message: string; field?: string }
}

/** The real intake on a free port over a real log. Strings and bytes are sent as they are, anything else as JSON. */
export async function startIntake(freeBytes?: () => Promise<number>): Promise<IntakeServer> {
  const temp = await openTempLog()
  const topic = createPostsTopic(temp.log, createDiskGuard(temp.folder, freeBytes), () => undefined)
  const app = intakeRoutes({ logger: silent, topic, readiness: () => [], sources: () => [] })
  const server = await listen(app, '127.0.0.1', 0)
  const url = `http://127.0.0.1:${server.port}/api/v1/posts`
  return {
    ...temp,
    url,
    topic,
    post: async (body, type = 'application/json', headers = {}) => {
      const raw = typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body)
      const response = await fetch(url, { method: 'POST', headers: { 'content-type': type, ...headers }, body: raw })
      return { status: response.status, body: (await response.json()) as IntakeAnswer }
    },
    stop: async () => {
      await server.close()
      await temp.remove()
    },
  }
}
