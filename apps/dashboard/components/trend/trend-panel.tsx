'use client'

import type { Emotion, EmotionGroup } from '@groundswell/shared/emotions.ts'
import { RotateCcw, Table2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import { byChange, type Feelings } from '../../charts/prepare/feelings.ts'
import { groupSeries, rateSeries } from '../../charts/prepare/series.ts'
import { tally } from '../../charts/prepare/tally.ts'
import { shownBuckets, type TrendWindow } from '../../charts/prepare/window.ts'
import type { ChangeView } from '../../hooks/use-view.ts'
import { formatClock } from '../../lib/format.ts'
import { RANGE_SPECS } from '../../lib/ranges.ts'
import type { ViewState } from '../../lib/view-state.ts'
import { Empty } from '../empty.tsx'
import { Panel, type PanelProblem } from '../panel.tsx'
import { Button } from '../ui/button.tsx'
import { GroupTrend } from './group-trend.tsx'
import { RateTrend } from './rate-trend.tsx'
import { SmallMultiples } from './small-multiples.tsx'
import { TrendTable } from './trend-table.tsx'

type TrendPanelProps = {
  window: TrendWindow
  feelings: Feelings
  loading: boolean
  view: ViewState
  change: ChangeView
  stale: string | null
  problem: PanelProblem | null
  height: number
}

/** How did it get there: shares over time, one group opened into its emotions, and posts a minute below on the same axis. */
export function TrendPanel({ window, feelings, loading, view, change, stale, problem, height }: TrendPanelProps) {
  const [asTable, setAsTable] = useState(false)
  const spec = RANGE_SPECS[view.range]
  const groups = useMemo(() => groupSeries(window.buckets, spec.sliding, window.lead), [window, spec.sliding])
  const rate = useMemo(() => rateSeries(window.buckets, window.step, window.lead), [window])
  const posts = useMemo(() => tally(shownBuckets(window)).posts, [window])
  const brush = (from: number, to: number) =>
    change({ zoom: { from: Math.floor(from / window.step) * window.step, to: Math.ceil(to / window.step) * window.step } })
  const toggleGroup = (group: EmotionGroup) => change({ group: view.group === group ? null : group })
  const toggleEmotion = (emotion: Emotion) => change({ emotion: view.emotion === emotion ? null : emotion })
  const sliding = `each point: the ${(spec.sliding * window.step) / 60_000} minutes up to it`
  const note = view.zoom === null ? `${spec.words}; ${sliding}` : `${formatClock(window.from)} to ${formatClock(window.to)}; ${sliding}`

  const actions = (
    <>
      {view.zoom !== null && (
        <Button onClick={() => change({ zoom: null })}>
          <RotateCcw size={14} aria-hidden /> Whole range
        </Button>
      )}
      <Button
        look="bare"
        aria-pressed={asTable}
        onClick={() => setAsTable(!asTable)}
        aria-label={asTable ? 'Show as charts' : 'Show as a table'}
        title={asTable ? 'Show as charts' : 'Show as a table'}
      >
        <Table2 size={16} aria-hidden />
      </Button>
    </>
  )

  return (
    <Panel title="How it got there" note={note} actions={actions} stale={stale} problem={problem}>
      {loading && <div className={problem === null ? 'skeleton mx-4 mb-4' : 'mx-4 mb-4'} style={{ height: height + 140 }} aria-hidden />}
      {!loading && posts === 0 && (
        <div style={{ minHeight: height + 156 }}>
          <Empty
            title={`No posts in the ${view.zoom === null ? spec.words : 'part you brushed'}.`}
            hint="The lines start as soon as a source delivers posts that match. Sources fill this by themselves; the panel of posts shows a command that sends one."
          />
        </div>
      )}
      {!loading && posts > 0 && asTable && <TrendTable groups={groups} rate={rate} height={height + 156} />}
      {!loading && posts > 0 && !asTable && (
        <div className="grid gap-4 pb-3">
          <GroupTrend series={groups} window={window} height={height} open={view.group} onGroup={toggleGroup} onBrush={brush} />
          {view.group !== null && (
            <SmallMultiples
              group={view.group}
              feelings={byChange(feelings, view.group)}
              window={window}
              sliding={spec.sliding}
              emotion={view.emotion}
              onEmotion={toggleEmotion}
              onBrush={brush}
            />
          )}
          <RateTrend series={rate} window={window} onBrush={brush} />
        </div>
      )}
    </Panel>
  )
}
