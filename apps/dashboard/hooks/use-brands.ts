'use client'

import type { Brand } from '@groundswell/shared/brand.ts'
import { useFetched } from './use-fetched.ts'

/** The brands that are watched, asked for again every minute. */
export function useBrands(): Brand[] {
  return useFetched<{ brands: Brand[] }>('/brands', 60_000).value?.brands ?? []
}
