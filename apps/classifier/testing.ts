import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createLogger } from '@groundswell/runtime/logger.ts'
import { type Config, configSchema } from '@groundswell/shared/config.ts'
import type { ScoredRecord } from '@groundswell/shared/scored-post.ts'
import type { LogRecord, PostLog } from '@groundswell/storage/post-log/post-log.ts'

/** An ensemble of two random members, a thousandth of the size of real ones. */
export const TINY_MODEL = fileURLToPath(new URL('../../test/fixtures/tiny-model', import.meta.url))
export const silent = createLogger('test', 'silent')
export const never = new AbortController().signal

/** An empty folder that is removed when the test's `using` ends. */
export function temporaryFolder(): { path: string; [Symbol.dispose]: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'classifier-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

export function testConfig(dataDir: string): Config {
  return configSchema.parse({
    DATA_DIR: dataDir,
    MODEL_DIR: TINY_MODEL,
    CLASSIFIER_DEVICE: 'cpu',
    CLASSIFIER_WORKERS: '2',
    LOG_LEVEL: 'silent',
  })
}

/** A copy of the tiny model whose JSON files a test can change. */
export function copyOfModel(folder: string): {
  directory: string
  change: (file: string, edit: (json: Record<string, unknown>) => void) => void
} {
  const directory = join(folder, 'model')
  cpSync(TINY_MODEL, directory, { recursive: true })
  const change = (file: string, edit: (json: Record<string, unknown>) => void) => {
    const json = JSON.parse(readFileSync(join(directory, file), 'utf8'))
    edit(json)
    writeFileSync(join(directory, file), JSON.stringify(json))
  }
  return { directory, change }
}

/** A record of topic `posts` as a consumer gets it. */
export function logRecord(value: unknown, offset = 0, appendedAt = Date.UTC(2026, 10, 21)): LogRecord {
  const bytes = Buffer.isBuffer(value) ? value : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
  return { partition: 0, offset, appendedAt, key: null, value: bytes }
}

/** Everything that was written to `scored-posts`, in order. */
export async function scoredRecords(log: PostLog): Promise<ScoredRecord[]> {
  const records = await log.read('scored-posts', 0, 0, 100_000)
  return records.map(({ value }) => JSON.parse(value.toString()) as ScoredRecord)
}

/** All items of an asynchronous sequence. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}
