'use client'

import type { Status } from '@groundswell/shared/live-events.ts'
import type { ReactNode } from 'react'
import { useNow } from '../../hooks/use-now.ts'
import { formatAgo, formatCount, formatExact, formatShare, formatSpan } from '../../lib/format.ts'
import type { LiveState } from '../../lib/live-state.ts'
import type { PageState } from '../../lib/page-state.ts'
import { type Health, sourceHealth, unsupportedShare } from '../../lib/stream-health.ts'
import { Button } from '../ui/button.tsx'
import { Popover } from '../ui/popover.tsx'

const DOTS: Record<Health, string> = { good: 'var(--group-positive)', pending: 'var(--muted)', bad: 'var(--warning)' }

function Dot({ health }: { health: Health }) {
  return <span aria-hidden className="size-2 shrink-0 rounded-full" style={{ background: DOTS[health] }} />
}

function words(live: LiveState, page: PageState): { health: Health; text: string } {
  if (live.connection === 'lost') return { health: 'bad', text: 'Reconnecting…' }
  if (page.kind === 'loading') return { health: 'pending', text: 'Connecting…' }
  const lag = live.status?.lagSeconds ?? null
  if (lag === null) return live.status === null ? { health: 'pending', text: 'Live' } : { health: 'bad', text: 'Lag unknown' }
  if (lag < 5) return { health: 'good', text: 'Live' }
  return { health: lag > 60 ? 'bad' : 'pending', text: `${formatSpan(lag * 1000)} behind` }
}

/** How fresh the page is, in two words; pressing it shows the whole stream. */
export function Freshness({ live, page }: { live: LiveState; page: PageState }) {
  const { health, text } = words(live, page)
  return (
    <Popover
      label="State of the stream"
      trigger={
        <Button aria-label={`State of the stream: ${text}`} className="tabular-nums">
          <Dot health={health} /> {text}
        </Button>
      }
    >
      {live.status === null ? (
        <p className="p-4 text-muted">The server has not said anything yet.</p>
      ) : (
        <StreamDetails status={live.status} />
      )}
    </Popover>
  )
}

function StreamDetails({ status }: { status: Status }) {
  const unsupported = unsupportedShare(status)
  return (
    <div className="max-h-[70vh] overflow-y-auto p-4">
      <h2 className="text-sm font-semibold">Sources</h2>
      <ul className="mt-1 grid gap-1">
        {status.sources.length === 0 && <li className="text-muted">None is known.</li>}
        {status.sources.map((source) => (
          <li key={source.name} className="flex items-center gap-2">
            <Dot health={sourceHealth(source)} />
            <span className="font-medium">{source.name}</span>
            <span className="text-muted">{source.state}</span>
            <LastPost at={source.lastPostAt} />
          </li>
        ))}
      </ul>
      <h2 className="mt-4 text-sm font-semibold">Stream</h2>
      <dl className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 tabular-nums">
        <Fact name="Behind" value={status.lagSeconds === null ? 'unknown' : `${status.lagSeconds.toFixed(1)} s`} />
        {status.stages.map((stage) => (
          <Fact
            key={stage.name}
            name={capitalStage(stage.name)}
            value={stage.state === 'ok' ? `${formatCount(stage.waiting)} waiting` : (stage.detail ?? 'down')}
          />
        ))}
        <Fact name="Accepted" value={count(status.accepted)} />
        <Fact name="Stored" value={count(status.stored)} />
        <Fact name="Repeated" value={count(status.repeated)} />
        <Fact name="Deleted, edited" value={`${count(status.deleted)}, ${count(status.edited)}`} />
        <Fact name="Dead letters" value={count(status.deadLettered)} />
        <Fact name="Not scored" value={unsupported === null ? '–' : `${formatShare(unsupported)} of stored`} />
        <ModelFacts status={status} />
        <Fact name="Log and store" value={`${status.log}, ${status.store}`} />
      </dl>
    </div>
  )
}

function ModelFacts({ status }: { status: Status }) {
  const now = useNow(1000)
  const { model } = status
  const { device, loadedAt } = status.stages.find(({ name }) => name === 'classifier') ?? {}
  const since = loadedAt === undefined ? null : Date.parse(loadedAt)
  return (
    <>
      <Fact name="Model" value={model === null ? 'unknown' : `${model.name}@${model.version}`} />
      {device !== undefined && (
        <Fact
          name="Runs on"
          value={
            <>
              {DEVICES[device] ?? device}
              {since !== null && (
                <time dateTime={loadedAt} title={formatExact(since)}>
                  , for {formatSpan(Math.max(0, now - since))}
                </time>
              )}
            </>
          }
        />
      )}
    </>
  )
}

const DEVICES: Record<string, string> = { cpu: 'CPU', cuda: 'GPU (CUDA)', webgpu: 'GPU (WebGPU)' }
const capitalStage = (name: string) => name.charAt(0).toUpperCase() + name.slice(1)
const count = (value: number | null) => (value === null ? 'unknown' : formatCount(value))

function Fact({ name, value }: { name: string; value: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 truncate text-right">{value}</dd>
    </>
  )
}

function LastPost({ at }: { at: string | null }) {
  const now = useNow(1000)
  if (at === null) return <span className="ml-auto text-xs text-muted">no post yet</span>
  const time = Date.parse(at)
  return (
    <time dateTime={at} title={formatExact(time)} className="ml-auto text-xs text-muted tabular-nums">
      {formatAgo(time, now)}
    </time>
  )
}
