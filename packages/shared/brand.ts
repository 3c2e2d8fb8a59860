import { z } from 'zod'

/** A brand: what a team watches, a named boolean query over posts. */
export const brandSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and dashes, for example "acme-phone"'),
  name: z.string().trim().min(1, 'must not be empty').max(80),
  query: z.string().trim().min(1, 'must not be empty').max(4_000),
})
export type Brand = z.infer<typeof brandSchema>

export const brandListSchema = z.array(brandSchema).max(500)
