import type { Encode } from '../model/encoded.ts'
import type { EncodedPost, NormalisedPost } from './records.ts'

/** Adds the tokens the model reads. */
export function createTokenise(encode: Encode) {
  return function tokenise(post: NormalisedPost): EncodedPost {
    return { ...post, encoded: post.input === null ? null : encode(post.input) }
  }
}
