/** The parts of an OpenAPI 3.1 document that the reference page shows. */
export type Schema = {
  $ref?: string
  type?: string | string[]
  format?: string
  description?: string
  enum?: unknown[]
  const?: unknown
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  additionalProperties?: Schema | boolean
  oneOf?: Schema[]
  anyOf?: Schema[]
  allOf?: Schema[]
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  default?: unknown
  example?: unknown
  examples?: unknown[]
}
export type Parameter = { name: string; in: string; required?: boolean; description?: string; schema?: Schema }
export type Content = Record<string, { schema?: Schema; example?: unknown }>
export type ApiOperation = {
  operationId?: string
  summary?: string
  description?: string
  tags?: string[]
  parameters?: Parameter[]
  requestBody?: { description?: string; required?: boolean; content?: Content }
  responses?: Record<string, { description?: string; content?: Content }>
}
export type OpenApi = {
  info?: { title?: string; version?: string; description?: string }
  servers?: { url: string }[]
  paths?: Record<string, Record<string, ApiOperation>>
  components?: { schemas?: Record<string, Schema> }
}

export type Route = { key: string; method: string; path: string; operation: ApiOperation }
export type Section = { name: string; routes: Route[] }

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

/** The routes by subject: their tag, else the first word of their path after the version. */
export function sections(api: OpenApi): Section[] {
  const byName = new Map<string, Route[]>()
  for (const [path, item] of Object.entries(api.paths ?? {})) {
    for (const method of METHODS) {
      const operation = item[method]
      if (operation === undefined) continue
      const name = operation.tags?.[0] ?? path.replace(/^\/api\/v\d+/, '').split('/')[1] ?? 'other'
      const route = { key: `${method}-${path.replaceAll(/[^a-z0-9]+/gi, '-').replaceAll(/^-|-$/g, '')}`, method, path, operation }
      byName.set(name, [...(byName.get(name) ?? []), route])
    }
  }
  return [...byName].map(([name, routes]) => ({ name, routes }))
}

/** What a reference points to; the schema itself where it is none. */
export function resolve(api: OpenApi, schema: Schema): { schema: Schema; name: string | null } {
  const name = schema.$ref?.split('/').at(-1)
  if (name === undefined) return { schema, name: null }
  return { schema: api.components?.schemas?.[name] ?? {}, name }
}

/** A schema's type in a few words: `string (date-time)`, `array of Brand`, `"open" or "decided"`. */
export function typeWords(schema: Schema): string {
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? 'object'
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' or ')
  const choices = schema.oneOf ?? schema.anyOf
  if (choices !== undefined) return [...new Set(choices.map(typeWords))].join(' or ')
  if (schema.allOf !== undefined) return schema.allOf.map(typeWords).join(' and ')
  if (schema.items !== undefined) return `array of ${typeWords(schema.items)}`
  if (typeof schema.additionalProperties === 'object') return `object of ${typeWords(schema.additionalProperties)}`
  const type = Array.isArray(schema.type) ? schema.type.join(' or ') : (schema.type ?? (schema.properties === undefined ? 'any' : 'object'))
  return schema.format === undefined ? type : `${type} (${schema.format})`
}

/** The limits a value must keep. */
export function limits({ minimum, maximum, minLength, maxLength, pattern, ...schema }: Schema): string {
  const words = [
    minimum === undefined ? null : `at least ${minimum}`,
    maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? null : `at most ${maximum}`,
    minLength === undefined ? null : `${minLength} or more characters`,
    maxLength === undefined ? null : `up to ${maxLength} characters`,
    pattern === undefined ? null : pattern,
    schema.default === undefined ? null : `default ${JSON.stringify(schema.default)}`,
  ]
  return words.filter((word) => word !== null).join(', ')
}
