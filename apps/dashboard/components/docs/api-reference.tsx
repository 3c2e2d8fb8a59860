'use client'

import { useFetched } from '../../hooks/use-fetched.ts'
import { API } from '../../lib/api.ts'
import { type OpenApi, type Section, sections } from '../../lib/openapi.ts'
import { Wordmark } from '../header/wordmark.tsx'
import { Problem } from '../panel.tsx'
import { MethodName, RouteEntry } from './route-entry.tsx'

/** Every route of the API, made from the document that the server serves. */
export function ApiReference() {
  const { value: api, error } = useFetched<OpenApi>('/openapi.json')
  const groups = api === null ? [] : sections(api)
  return (
    <>
      <header className="border-b border-line bg-panel">
        <div className="mx-auto flex h-12 max-w-[1200px] items-center gap-4 px-4">
          <Wordmark />
          <span className="text-muted">API reference</span>
          <a href={`${API}/openapi.json`} className="ml-auto text-accent underline underline-offset-4">
            openapi.json
          </a>
        </div>
      </header>
      <div className="mx-auto grid max-w-[1200px] gap-8 px-4 py-6 lg:grid-cols-[240px_minmax(0,1fr)]">
        <Contents groups={groups} />
        <main className="min-w-0">
          <h1 className="text-xl font-semibold">{api?.info?.title ?? 'API reference'}</h1>
          {api?.info?.version !== undefined && <p className="text-muted">Version {api.info.version}</p>}
          {api?.info?.description !== undefined && <p className="mt-2 max-w-prose text-base">{api.info.description}</p>}
          {api === null && error === null && <Skeleton />}
          {error !== null && api === null && (
            <div className="mt-4">
              <Problem
                message={error.message}
                since={error.since}
                advice="It is tried again every 5 seconds. The live page is not affected."
              />
            </div>
          )}
          {api !== null &&
            groups.map(({ name, routes }) => (
              <section key={name} aria-labelledby={`section-${name}`} className="mt-8">
                <h2 id={`section-${name}`} className="text-lg font-semibold">
                  {name}
                </h2>
                {routes.map((route) => (
                  <RouteEntry key={route.key} api={api} route={route} />
                ))}
              </section>
            ))}
        </main>
      </div>
    </>
  )
}

function Contents({ groups }: { groups: Section[] }) {
  return (
    <nav aria-label="Routes" className="max-lg:hidden">
      <div className="sticky top-6 max-h-[calc(100dvh-48px)] overflow-y-auto">
        {groups.map(({ name, routes }) => (
          <div key={name} className="mb-4">
            <p className="mb-1 text-xs font-medium text-muted">{name}</p>
            <ul>
              {routes.map(({ key, method, path }) => (
                <li key={key}>
                  <a href={`#${key}`} className="flex items-baseline gap-2 rounded py-0.5 font-mono text-xs hover:text-accent">
                    <MethodName method={method} />
                    <span className="truncate">{path.replace(/^\/api\/v1/, '')}</span>
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </nav>
  )
}

function Skeleton() {
  return (
    <div aria-hidden className="mt-6 grid gap-4">
      {['a', 'b', 'c'].map((key) => (
        <div key={key} className="skeleton h-40" />
      ))}
    </div>
  )
}
