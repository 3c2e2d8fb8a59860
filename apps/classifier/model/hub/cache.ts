import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { readFileIfAny, replaceFile } from '@groundswell/runtime/durable-file.ts'
import type { Config } from '@groundswell/shared/config.ts'
import type { Provider } from '../worker-messages.ts'
import type { HubId } from './id.ts'

const COMMIT = /^[0-9a-f]{40}$/
export const isCommit = (text: unknown): text is string => typeof text === 'string' && COMMIT.test(text)

/**
 * Downloaded models: OWNER/NAME/COMMIT-DEVICE/NAME, since a device decides which graph is fetched. A folder that is there
 * is whole, and never changes. OWNER/NAME/refs keeps which commit a branch or tag was when it was downloaded.
 */
export type HubCache = {
  /** Folder of everything about one model. */
  folder: string
  snapshot: (commit: string) => string
  /** The model's directory, if it was downloaded. */
  find: () => Promise<string | null>
  remember: (commit: string) => Promise<void>
}

export function hubCache({ owner, name, revision }: HubId, device: Provider, home: Pick<Config, 'HF_HOME' | 'XDG_CACHE_HOME'>): HubCache {
  const root = home.HF_HOME ?? home.XDG_CACHE_HOME ?? join(homedir(), '.cache')
  const folder = join(root, 'groundswell', 'models', owner, name)
  const snapshot = (commit: string) => join(folder, `${commit}-${device}`, name)
  const reference = join(folder, 'refs', `${encodeURIComponent(revision)}.commit`)
  return {
    folder,
    snapshot,
    find: async () => {
      const commit = isCommit(revision) ? revision : await readFileIfAny(reference)
      return isCommit(commit) && existsSync(snapshot(commit)) ? snapshot(commit) : null
    },
    remember: async (commit) => {
      await mkdir(dirname(reference), { recursive: true })
      await replaceFile(reference, commit)
    },
  }
}
