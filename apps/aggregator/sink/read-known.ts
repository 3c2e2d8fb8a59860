import { postKey } from '@groundswell/shared/post.ts'
import type { EmotionStore } from '@groundswell/storage/emotion-store/emotion-store.ts'
import { hash64 } from '@groundswell/storage/emotion-store/sink/hash.ts'
import {
  type Before,
  lookUpAuthors,
  lookUpPosts,
  readRowsOfAuthors,
  readStoredRows,
} from '@groundswell/storage/emotion-store/sink/lookup.ts'
import type { BlockRecord, Known } from './fold-block.ts'

/** Everything the block's rows depend on, as it was before the block's first offset. */
export async function readKnown(store: EmotionStore, before: Before, block: BlockRecord[]): Promise<Known> {
  const keys = new Set<string>()
  const authors = new Set<string>()
  const deletedAuthors = new Set<string>()
  for (const { record } of block) {
    if (record.kind === 'post' || record.kind === 'delete') keys.add(hash64(postKey(record)))
    if (record.kind === 'post' && record.author !== undefined) authors.add(authorHash(record.source, record.author))
    if (record.kind === 'delete-author') deletedAuthors.add(authorHash(record.source, record.author))
  }
  const [posts, tombstones, rowsOfAuthors] = await Promise.all([
    lookUpPosts(store, before, keys),
    lookUpAuthors(store, before, new Set([...authors, ...deletedAuthors])),
    readRowsOfAuthors(store, before, deletedAuthors),
  ])
  const rows = await readStoredRows(store, before.partition, posts)
  return { posts, rows, tombstones, rowsOfAuthors }
}

export function authorHash(source: string, author: string): string {
  return hash64(`${source}/${author}`)
}
