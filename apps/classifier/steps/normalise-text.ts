import type { Normalise } from '../model/manifest.ts'
import type { NormalisedPost, PostWithBrands } from './records.ts'

/** Adds the text as the model was trained to read it. */
export function createNormaliseText(normalise: Normalise) {
  return function normaliseText(post: PostWithBrands): NormalisedPost {
    return { ...post, input: post.scorable ? normalise(post.text) : null }
  }
}
