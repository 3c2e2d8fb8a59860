import { existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { lockFolder } from '@groundswell/runtime/folder-lock.ts'
import type { Provider } from '../worker-messages.ts'
import { type HubSettings, openHub } from './api.ts'
import { type HubCache, hubCache } from './cache.ts'
import { downloadModel } from './download.ts'
import { explainFailure, hubError } from './errors.ts'
import type { HubId } from './id.ts'
import type { Tell } from './progress.ts'

/**
 * The directory of a model that is named by its id. It is downloaded once; from then on no network is needed, and a
 * restart never changes the model: another revision, or an empty cache, does.
 * @throws UserError that names MODEL_DIR and what to do.
 */
export async function hubModel(id: HubId, settings: HubSettings, tell: Tell, signal: AbortSignal): Promise<string> {
  // Where it is left open, what runs everywhere.
  const device = settings.CLASSIFIER_DEVICE === 'auto' ? 'cpu' : settings.CLASSIFIER_DEVICE
  const cache = hubCache(id, device, settings)
  let unlock: (() => Promise<void>) | null = null
  try {
    const cached = await cache.find()
    if (cached !== null) return cached
    if (settings.HF_HUB_OFFLINE) {
      throw hubError(id, `is no directory, is not in the cache (${cache.folder}) for ${device}, and HF_HUB_OFFLINE forbids to download it`)
    }
    await mkdir(cache.folder, { recursive: true })
    unlock = await lockFolder(cache.folder, Number.POSITIVE_INFINITY, () => tell(`${id.repo} is being downloaded by another process`))
    return (await cache.find()) ?? (await fetchModel({ id, settings, cache, device, tell, signal }))
  } catch (error) {
    signal.throwIfAborted()
    throw explainFailure(error, id, settings)
  } finally {
    await unlock?.()
  }
}

type Fetch = { id: HubId; settings: HubSettings; cache: HubCache; device: Provider; tell: Tell; signal: AbortSignal }

async function fetchModel({ id, settings, cache, device, tell, signal }: Fetch): Promise<string> {
  const hub = await openHub(id, settings, signal)
  const commit = await hub.commit()
  const directory = cache.snapshot(commit)
  if (!existsSync(directory)) {
    const whole = dirname(directory)
    const draft = `${whole}.part`
    await downloadModel({ id, hub, commit, device, directory: join(draft, basename(directory)), tell, signal })
    await rename(draft, whole)
    tell(`${id.repo} is kept in ${directory}`)
  }
  await cache.remember(commit)
  return directory
}
