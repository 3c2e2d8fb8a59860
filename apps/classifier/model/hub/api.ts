import type { ReadableStream } from 'node:stream/web'
import type { Config } from '@groundswell/shared/config.ts'
import { isCommit } from './cache.ts'
import { hubError } from './errors.ts'
import type { HubId } from './id.ts'

export type HubSettings = Pick<Config, 'HF_ENDPOINT' | 'HF_TOKEN' | 'HF_HUB_OFFLINE' | 'HF_HOME' | 'XDG_CACHE_HOME' | 'CLASSIFIER_DEVICE'>

/** A file of a repository. Large ones are named by the SHA-256 of their bytes, the others by git's own hash. */
export type HubFile = { path: string; size: number; hash: { kind: 'sha256' | 'git'; value: string } | null }

/** One model on the hub, as far as a download needs it. */
export type Hub = {
  /** The commit that the revision is now. */
  commit: () => Promise<string>
  /** Those of the paths that exist. */
  files: (commit: string, paths: readonly string[]) => Promise<Map<string, HubFile>>
  /** The bytes of a file from `offset` on. */
  read: (commit: string, path: string, offset: number) => Promise<ReadableStream<Uint8Array>>
}

/** Speaks with the hub through its own client, whose errors carry the HTTP status as `statusCode`. */
export async function openHub(id: HubId, settings: HubSettings, signal: AbortSignal): Promise<Hub> {
  // Most starts need no hub at all.
  const client = await import('@huggingface/hub')
  const token = settings.HF_TOKEN
  if (token !== undefined && !token.startsWith('hf_')) throw hubError(id, 'HF_TOKEN is no access token of the hub: those start with hf_')
  const common = {
    hubUrl: settings.HF_ENDPOINT.replace(/\/+$/, ''),
    fetch: (input: string | URL | Request, init?: RequestInit) => fetch(input, { ...init, signal }),
    ...(token === undefined ? {} : { accessToken: token }),
  }

  return {
    commit: async () => {
      const { sha } = await client.modelInfo({ ...common, name: id.repo, revision: id.revision, additionalFields: ['sha'] })
      if (!isCommit(sha)) throw hubError(id, `${settings.HF_ENDPOINT} does not say which commit it is`)
      return sha
    },
    files: async (commit, paths) => {
      const found = await client.pathsInfo({ ...common, repo: id.repo, revision: commit, paths: [...paths] })
      const files = found.map(({ path, size, oid, lfs }): HubFile => {
        // A server that answers other names could have its bytes written anywhere.
        if (!paths.includes(path)) throw hubError(id, `${settings.HF_ENDPOINT} offers ${JSON.stringify(path)}, which was not asked for`)
        if (lfs !== undefined) return { path, size: lfs.size, hash: { kind: 'sha256', value: lfs.oid } }
        return { path, size, hash: oid === undefined ? null : { kind: 'git', value: oid } }
      })
      return new Map(files.map((file) => [file.path, file]))
    },
    read: async (commit, path, offset) => {
      // Plain HTTP ranges, which every mirror speaks, and which a later start can go on with.
      const blob = await client.downloadFile({ ...common, repo: id.repo, revision: commit, path, xet: false })
      if (blob === null) throw hubError(id, `${path} is gone from ${settings.HF_ENDPOINT}`)
      return blob.slice(offset).stream()
    },
  }
}
