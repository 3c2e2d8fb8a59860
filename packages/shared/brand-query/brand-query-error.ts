import { UserError } from '../errors.ts'

/** A query that can't be understood: where, counted from 1 in UTF-16 code units as editors do, and what was expected there. */
export class BrandQueryError extends UserError {
  readonly position: number
  readonly expected: string

  /** @param brand named in the message where many are compiled at once. */
  constructor(position: number, expected: string, brand?: string) {
    const where = brand === undefined ? '' : `query of brand "${brand}": `
    super(400, 'invalid_query', `${where}position ${position}: expected ${expected}`, 'query')
    this.name = 'BrandQueryError'
    this.position = position
    this.expected = expected
  }
}
