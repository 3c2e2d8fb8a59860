import { API } from '../../lib/api.ts'
import type { ApiOperation, Content, OpenApi, Parameter, Route } from '../../lib/openapi.ts'
import { limits, typeWords } from '../../lib/openapi.ts'
import { SchemaView } from './schema-view.tsx'

/** GET, POST...: bold where it changes something. */
export function MethodName({ method }: { method: string }) {
  return (
    <span className={`w-12 shrink-0 font-mono text-xs uppercase ${method === 'get' ? 'text-muted' : 'font-semibold text-accent'}`}>
      {method}
    </span>
  )
}

/** One route: what it does, what it takes and what it answers. */
export function RouteEntry({ api, route: { key, method, path, operation } }: { api: OpenApi; route: Route }) {
  const parameters = operation.parameters ?? []
  const full = path.startsWith(API) || path.startsWith('/api') ? path : `${api.servers?.[0]?.url.replace(/\/$/, '') ?? API}${path}`
  return (
    <article id={key} aria-labelledby={`${key}-title`} className="mt-3 scroll-mt-4 rounded-lg border border-line bg-panel p-4">
      <h3 id={`${key}-title`} className="flex flex-wrap items-baseline gap-x-3">
        <MethodName method={method} />
        <code className="font-mono text-sm font-semibold break-all">{full}</code>
      </h3>
      {operation.summary !== undefined && <p className="mt-2 text-base font-medium">{operation.summary}</p>}
      {operation.description !== undefined && <p className="mt-1 max-w-prose whitespace-pre-line text-muted">{operation.description}</p>}
      {parameters.length > 0 && <Parameters parameters={parameters} />}
      <Body operation={operation} api={api} />
      <Answers operation={operation} api={api} />
    </article>
  )
}

const PLACES: Record<string, string> = { path: 'in the path', query: 'in the query', header: 'header', cookie: 'cookie' }

function Parameters({ parameters }: { parameters: readonly Parameter[] }) {
  return (
    <>
      <h4 className="mt-4 text-xs font-medium text-muted">Parameters</h4>
      <dl className="mt-1 grid gap-x-4 gap-y-1 sm:grid-cols-[12rem_minmax(0,1fr)]">
        {parameters.map(({ name, in: place, required, description, schema }) => (
          <div key={`${place}-${name}`} className="contents">
            <dt>
              <code className="font-mono text-xs font-semibold">{name}</code>{' '}
              <span className="text-xs text-muted">{required === true ? 'required' : ''}</span>
            </dt>
            <dd className="max-sm:mb-2">
              <span className="text-muted">
                {schema === undefined ? '' : `${typeWords(schema)}, `}
                {PLACES[place] ?? place}
                {schema !== undefined && limits(schema) !== '' ? `, ${limits(schema)}` : ''}
              </span>{' '}
              {description ?? schema?.description}
            </dd>
          </div>
        ))}
      </dl>
    </>
  )
}

function Contents({ content, api }: { content: Content; api: OpenApi }) {
  return Object.entries(content).map(([type, { schema, example }]) => (
    <div key={type} className="mt-1">
      <p className="font-mono text-xs text-muted">{type}</p>
      {schema !== undefined && <SchemaView schema={schema} api={api} />}
      {example !== undefined && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        <pre tabIndex={0} className="mt-1 overflow-x-auto rounded-md bg-raised p-2 font-mono text-xs">
          {JSON.stringify(example, null, 2)}
        </pre>
      )}
    </div>
  ))
}

function Body({ operation, api }: { operation: ApiOperation; api: OpenApi }) {
  if (operation.requestBody?.content === undefined) return null
  return (
    <>
      <h4 className="mt-4 text-xs font-medium text-muted">Body</h4>
      {operation.requestBody.description !== undefined && <p>{operation.requestBody.description}</p>}
      <Contents content={operation.requestBody.content} api={api} />
    </>
  )
}

function Answers({ operation, api }: { operation: ApiOperation; api: OpenApi }) {
  const responses = Object.entries(operation.responses ?? {})
  if (responses.length === 0) return null
  return (
    <>
      <h4 className="mt-4 text-xs font-medium text-muted">Answers</h4>
      {responses.map(([status, { description, content }]) => (
        <details key={status} className="mt-1 rounded-md border border-line px-3 py-1.5" open={status.startsWith('2')}>
          <summary className="text-sm">
            <span className="font-semibold tabular-nums">{status}</span> <span className="text-muted">{description}</span>
          </summary>
          {content !== undefined && <Contents content={content} api={api} />}
        </details>
      ))}
    </>
  )
}
