import { limits, type OpenApi, resolve, type Schema, typeWords } from '../../lib/openapi.ts'

/** Deeper than this the type's name has to do; also ends schemas that hold themselves. */
const DEEPEST = 4

/** The schema whose properties are worth showing: behind references, and inside arrays. */
function inner(api: OpenApi, schema: Schema): Schema {
  const { schema: known } = resolve(api, schema)
  return known.items === undefined ? known : inner(api, known.items)
}

const branches = (schema: Schema): Schema[] =>
  [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])].filter(({ type }) => type !== 'null')

/** A schema as an indented list of its properties. */
export function SchemaView({ schema, api, depth = 0 }: { schema: Schema; api: OpenApi; depth?: number }) {
  const shown = inner(api, schema)
  const choices = branches(shown)
  if (depth > DEEPEST) return null
  if (shown.properties === undefined) {
    if (choices.length > 0)
      return choices.map((choice) => <SchemaView key={JSON.stringify(choice)} schema={choice} api={api} depth={depth + 1} />)
    return depth === 0 ? <p>{typeWords(schema)}</p> : null
  }
  return (
    <ul className={depth === 0 ? 'mt-1 grid gap-1' : 'mt-1 grid gap-1 border-l border-line pl-4'}>
      {depth === 0 && typeWords(schema).startsWith('array') && <li className="text-muted">{typeWords(schema)}, each with</li>}
      {Object.entries(shown.properties).map(([name, property]) => (
        <li key={name}>
          <code className="font-mono text-xs font-semibold">{name}</code>{' '}
          <span className="text-xs text-muted">
            {typeWords(property)}
            {shown.required?.includes(name) === true ? '' : ', optional'}
            {limits(property) === '' ? '' : `, ${limits(property)}`}
          </span>
          {property.description !== undefined && <span> {property.description}</span>}
          <SchemaView schema={property} api={api} depth={depth + 1} />
        </li>
      ))}
    </ul>
  )
}
