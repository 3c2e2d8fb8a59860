import type { ErrorBody } from '@groundswell/shared/errors.ts'
import { z } from '@hono/zod-openapi'

export const errorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), field: z.string().exactOptional() }),
}) satisfies z.ZodType<ErrorBody>

/** An answer with a JSON body, as OpenAPI describes it. */
export const json = <S extends z.ZodType>(description: string, schema: S) => ({ description, content: { 'application/json': { schema } } })

const error = (description: string) => json(description, errorSchema)
export const REFUSED = error('the request is wrong; `field` names what to mend')
export const UNAUTHORISED = error('no key, or an unknown one')
export const NOT_FOUND = error('there is no such thing')
export const UNAVAILABLE = error('the part that answers this is down; try again')
