'use client'

import type { Emotion, EmotionGroup } from '@groundswell/shared/emotions.ts'
import { useMemo } from 'react'
import type { Feeling } from '../../charts/prepare/feelings.ts'
import { emotionSeries, sharedCeiling } from '../../charts/prepare/series.ts'
import type { TrendWindow } from '../../charts/prepare/window.ts'
import { TimeChart } from '../../charts/time-chart.tsx'
import { useCursor } from '../../hooks/use-cursor.ts'
import { useNow } from '../../hooks/use-now.ts'
import { usePalette } from '../../hooks/use-palette.ts'
import { useSteadyOrder } from '../../hooks/use-steady-order.ts'
import { classes } from '../../lib/classes.ts'
import { emotionVariable } from '../../lib/emotion-colours.ts'
import { capital, formatShare } from '../../lib/format.ts'
import { Change } from '../feelings/feeling-row.tsx'
import { axisPercent, shareAt, trendSummary } from './read-series.ts'

type SmallMultiplesProps = {
  group: EmotionGroup
  /** Sorted by change. */
  feelings: readonly Feeling<Emotion>[]
  window: TrendWindow
  sliding: number
  emotion: Emotion | null
  onEmotion: (emotion: Emotion) => void
  onBrush: (from: number, to: number) => void
}

/** One small chart an emotion, all on one scale, the greatest rise first. */
export function SmallMultiples({ group, feelings, window, sliding, emotion, onEmotion, onBrush }: SmallMultiplesProps) {
  const emotions = useMemo(() => feelings.map(({ key }) => key).sort(), [feelings])
  const series = useMemo(() => emotionSeries(window.buckets, emotions, sliding, window.lead), [window, emotions, sliding])
  const ceiling = sharedCeiling(series, 0.05)
  const ordered = useSteadyOrder(feelings, `${group}/${window.step}/${window.to - window.from}`, useNow(60_000))
  return (
    <section aria-label={`Emotions of group ${group}`} className="border-y border-line bg-page px-4 py-3">
      <h3 className="mb-2 text-xs text-muted">
        <span className="font-medium text-ink">{capital(group)}</span>, share of posts; all on a scale of 0–{axisPercent(ceiling)}, sorted
        by change
      </h3>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(150px,1fr))] gap-2">
        {ordered.map(({ key, change }) => (
          <li key={key} className={classes('rounded-md border bg-panel', emotion === key ? 'border-line-strong' : 'border-line')}>
            <button
              type="button"
              aria-pressed={emotion === key}
              title={emotion === key ? 'Show all posts' : 'Show posts with this emotion'}
              onClick={() => onEmotion(key)}
              className="grid w-full grid-cols-[minmax(0,1fr)_auto] gap-x-2 rounded-md px-2 pt-1 text-left tabular-nums hover:bg-raised"
            >
              <span className="min-w-0 truncate font-medium" style={{ color: emotionVariable(key) }}>
                {capital(key)}
              </span>
              <ShareReadout times={series.times} shares={series.shares[key]} />
              <span className="col-span-2 -mt-0.5 text-left *:text-left">
                <Change change={change} />
              </span>
            </button>
            <MultipleChart
              emotion={key}
              values={series.shares[key]}
              times={series.times}
              ceiling={ceiling}
              window={window}
              onBrush={onBrush}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

function ShareReadout({ times, shares }: { times: readonly number[]; shares: readonly (number | null)[] }) {
  const share = shareAt(times, shares, useCursor())
  return <span className="text-sm font-semibold">{share === null ? '–' : formatShare(share)}</span>
}

type MultipleChartProps = {
  emotion: Emotion
  values: readonly (number | null)[]
  times: readonly number[]
  ceiling: number
  window: TrendWindow
  onBrush: (from: number, to: number) => void
}

function MultipleChart({ emotion, values, times, ceiling, window, onBrush }: MultipleChartProps) {
  const { emotions: colours } = usePalette()
  const lines = useMemo(() => [{ label: emotion, colour: colours[emotion], width: 1.5, values }], [emotion, colours, values])
  const summary = trendSummary({ times: [...times], shares: { [emotion]: [...values] } }, 'Share of posts')
  return (
    <TimeChart
      summary={summary}
      times={times}
      lines={lines}
      from={window.from}
      to={window.to}
      ceiling={ceiling}
      height={44}
      bare
      formatValue={axisPercent}
      onBrush={onBrush}
    />
  )
}
