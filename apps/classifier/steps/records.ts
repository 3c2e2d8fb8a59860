import type { DeadRecord, DeletedAuthor, DeletedPost, Origin, ScoredPost } from '@groundswell/shared/scored-post.ts'
import type { Encoded } from '../model/encoded.ts'

/** A post as it came out of the log, before anything is known about it. */
export type ParsedPost = Omit<ScoredPost, 'brands' | 'model' | 'scores' | 'emotions' | 'top'>
/** `lang` is the decided language from here on; `scorable` says whether the model knows it. */
export type PostWithLanguage = ParsedPost & { lang: string; scorable: boolean }
export type PostWithBrands = PostWithLanguage & { brands: string[] }
/** `input` is what the model reads; null for a language it does not know. */
export type NormalisedPost = PostWithBrands & { input: string | null }
export type EncodedPost = NormalisedPost & { encoded: Encoded | null }

export type AuthorToDelete = Omit<DeletedAuthor, 'counted'>
/** A record whose outcome is known without a model. */
export type Settled = DeletedPost | AuthorToDelete | DeadRecord

export type Arrival<Post> = Post | Settled

/** Records say where they come from; values are kept so far, enough to see what they were meant to be. */
const KEPT_BYTES = 4096

/** Settles a record no post can be made of; reason and field are for people. */
export function deadRecord(origin: Origin, value: Buffer, reason: string, field?: string): DeadRecord {
  const kept = value.subarray(0, KEPT_BYTES).toString('base64')
  return { kind: 'dead', origin, reason, ...(field === undefined || field === '' ? {} : { field }), value: kept }
}
