import { readFile } from 'node:fs/promises'
import { type Brand, brandListSchema } from '@groundswell/shared/brand.ts'
import type { Config } from '@groundswell/shared/config.ts'
import defaultBrands from '@groundswell/shared/default-brands.json' with { type: 'json' }
import { UserError } from '@groundswell/shared/errors.ts'

/**
 * The brands to watch: those of `BRANDS_FILE`, else the ones that ship (the demo's four and a few topics).
 * @throws UserError that names the file, the entry and the field.
 */
export async function loadBrands(config: Config): Promise<Brand[]> {
  const file = config.BRANDS_FILE
  const wrong = (what: string) => new UserError(400, 'invalid_brands', `BRANDS_FILE ${file}: ${what}`, 'BRANDS_FILE')
  let content: unknown = defaultBrands
  if (file !== undefined) {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw wrong(error.code === 'ENOENT' ? 'does not exist' : error.message)
    })
    try {
      content = JSON.parse(text)
    } catch (error) {
      throw wrong(`is not JSON: ${(error as Error).message}`)
    }
  }
  const result = brandListSchema.safeParse(content)
  if (!result.success) {
    const issue = result.error.issues[0]
    throw wrong(`entry ${issue?.path.join('.') || '(whole file)'} ${issue?.message}`)
  }
  const ids = new Set<string>()
  for (const brand of result.data) {
    if (ids.has(brand.id)) throw wrong(`brand id "${brand.id}" is used twice`)
    ids.add(brand.id)
  }
  return result.data
}
