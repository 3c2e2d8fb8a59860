import type { Brand } from '@groundswell/shared/brand.ts'
import { UserError } from '@groundswell/shared/errors.ts'

/**
 * The brand with an id.
 * @throws UserError 404, field `field`.
 */
export function knownBrand(brands: readonly Brand[], id: string, field: string): Brand {
  const brand = brands.find((candidate) => candidate.id === id)
  if (brand === undefined) throw new UserError(404, 'not_found', `There is no brand "${id}"; GET /api/v1/brands lists them.`, field)
  return brand
}
