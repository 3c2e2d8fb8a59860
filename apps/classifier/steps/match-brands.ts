import type { BrandMatcher } from '@groundswell/shared/brand-query/brand-query.ts'
import type { PostWithBrands, PostWithLanguage } from './records.ts'

/** Adds the ids of the brands whose query matches. */
export function createMatchBrands(match: BrandMatcher) {
  return function matchBrands(post: PostWithLanguage): PostWithBrands {
    return { ...post, brands: match(post) }
  }
}
