'use client'

import { type EmotionGroup, GROUPS } from '@groundswell/shared/emotions.ts'
import { useMemo } from 'react'
import { AXIS_HEIGHT, TOP_ROOM } from '../../charts/chart-options.ts'
import { labelPlaces } from '../../charts/prepare/label-places.ts'
import { type ShareSeries, sharedCeiling } from '../../charts/prepare/series.ts'
import type { TrendWindow } from '../../charts/prepare/window.ts'
import { TimeChart } from '../../charts/time-chart.tsx'
import { useCursor } from '../../hooks/use-cursor.ts'
import { usePalette } from '../../hooks/use-palette.ts'
import { useWide } from '../../hooks/use-wide.ts'
import { classes } from '../../lib/classes.ts'
import { groupVariable } from '../../lib/emotion-colours.ts'
import { capital, formatClock, formatShare } from '../../lib/format.ts'
import { axisPercent, lastShare, shareAt, trendSummary } from './read-series.ts'

const LABEL_ROOM = 168
const LABEL_HEIGHT = 24

type GroupTrendProps = {
  series: ShareSeries<EmotionGroup>
  window: TrendWindow
  height: number
  open: EmotionGroup | null
  onGroup: (group: EmotionGroup) => void
  onBrush: (from: number, to: number) => void
}

/** Four lines, named at their ends; a name opens its group. On a narrow screen the names stand above. */
export function GroupTrend({ series, window, height, open, onGroup, onBrush }: GroupTrendProps) {
  const { groups: colours } = usePalette()
  const wide = useWide(640)
  const ceiling = sharedCeiling(series, 0.5)
  const lines = useMemo(
    () => GROUPS.map((group) => ({ label: group, colour: colours[group], values: series.shares[group] })),
    [series, colours],
  )
  const plot = height - AXIS_HEIGHT - TOP_ROOM
  const ends = GROUPS.map((group) => TOP_ROOM + plot * (1 - (lastShare(series.shares[group]) ?? 0) / ceiling))
  const places = labelPlaces(ends, LABEL_HEIGHT, height - AXIS_HEIGHT)

  const labels = GROUPS.map((group, index) => (
    <GroupLabel
      key={group}
      group={group}
      series={series}
      open={open === group}
      onPress={() => onGroup(group)}
      {...(wide ? { top: (places[index] ?? 0) - LABEL_HEIGHT / 2 } : {})}
    />
  ))

  return (
    <div>
      <div className="flex flex-wrap items-center justify-between gap-x-4 px-4 pb-1">
        <CursorTime window={window} />
        {!wide && <div className="flex w-full flex-wrap gap-1">{labels}</div>}
      </div>
      <div className="relative pl-2">
        <TimeChart
          summary={trendSummary(series, 'Share of all emotions found, by group')}
          times={series.times}
          lines={lines}
          from={window.from}
          to={window.to}
          ceiling={ceiling}
          height={height}
          right={wide ? LABEL_ROOM : 12}
          formatValue={axisPercent}
          onBrush={onBrush}
        />
        {wide && (
          <div className="absolute inset-y-0 right-0" style={{ width: LABEL_ROOM - 6 }}>
            {labels}
          </div>
        )}
      </div>
    </div>
  )
}

type GroupLabelProps = {
  group: EmotionGroup
  series: ShareSeries<EmotionGroup>
  open: boolean
  onPress: () => void
  top?: number
}

/** A line's name and its share: under the cross-hair, or the newest. */
function GroupLabel({ group, series, open, onPress, top }: GroupLabelProps) {
  const share = shareAt(series.times, series.shares[group], useCursor())
  return (
    <button
      type="button"
      aria-expanded={open}
      title={open ? 'Close the emotions of this group' : 'Open the emotions of this group'}
      onClick={onPress}
      className={classes(
        'flex h-6 items-center gap-2 rounded-md px-2 text-sm font-medium whitespace-nowrap tabular-nums hover:bg-raised aria-expanded:bg-raised wall:text-base',
        top !== undefined && 'absolute left-0 transition-[top] duration-150',
      )}
      style={{ color: groupVariable(group), ...(top === undefined ? {} : { top }) }}
    >
      <span aria-hidden className="h-0.5 w-2.5 rounded-full" style={{ background: groupVariable(group) }} />
      <span>{capital(group)}</span>
      <span className="min-w-9 text-right text-ink">{share === null ? '–' : formatShare(share)}</span>
    </button>
  )
}

/** The time the shares belong to. */
function CursorTime({ window }: { window: TrendWindow }) {
  const cursor = useCursor()
  return (
    <p className="text-xs text-muted tabular-nums">
      Share of all emotions found{cursor === null ? '' : `, at ${formatClock(cursor + window.step)}`}
    </p>
  )
}
