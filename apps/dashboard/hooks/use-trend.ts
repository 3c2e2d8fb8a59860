'use client'

import type { TrendBucket } from '@groundswell/shared/live-events.ts'
import { useMemo } from 'react'
import { refreshWithMinutes } from '../charts/prepare/add-buckets.ts'
import { bucketStart } from '../charts/prepare/fill-buckets.ts'
import { type TrendWindow, trendWindow } from '../charts/prepare/window.ts'
import { apiQuery } from '../lib/api.ts'
import type { LiveState } from '../lib/live-state.ts'
import { MINUTE, RANGE_SPECS } from '../lib/ranges.ts'
import type { ViewState } from '../lib/view-state.ts'
import { useFetched } from './use-fetched.ts'
import { useSampled } from './use-sampled.ts'

/** Live minutes take the place of fetched buckets from this long before the fetch on: what still changes. */
const FRESH_FOR = 30 * MINUTE

export type Trend = {
  window: TrendWindow
  /** Nothing that could be shown is there yet. */
  loading: boolean
  /** The fetched part fails since then, ms; what is shown may be old. */
  error: { message: string; since: number } | null
}

/** The buckets of the view: minutes as they come live, or the day as fetched with its newest part live. @param now ms, in steps of a second */
export function useTrend(view: ViewState, live: LiveState, now: number): Trend {
  const newest = useSampled(live.minutes, now, `${view.brand}/${live.loaded}`)
  const { range, zoom, brand } = view
  const { span, before, step } = RANGE_SPECS[range]
  const day = useFetched<{ buckets: TrendBucket[] }>(range === '24h' ? `day/${brand ?? ''}` : null, MINUTE, () => {
    const end = bucketStart(Date.now(), step) + step
    const [from, to] = [end - span - before, end].map((time) => new Date(time).toISOString())
    return `/trends${apiQuery({ brand, from, to, step: step / 1000 })}`
  })
  const known = useMemo(() => {
    const minutes = [...newest.values()]
    if (range !== '24h') return minutes
    const since = live.connection === 'connected' && live.loaded ? day.at - FRESH_FOR : Number.POSITIVE_INFINITY
    return refreshWithMinutes(day.value?.buckets ?? [], minutes, since, step)
  }, [range, newest, live.connection, live.loaded, day.value, day.at, step])
  const minute = bucketStart(now, MINUTE)
  const window = useMemo(() => trendWindow(known, { range, zoom }, minute), [known, range, zoom, minute])
  const loading = range === '24h' ? day.value === null : !live.loaded
  return { window, loading, error: range === '24h' ? day.error : null }
}
