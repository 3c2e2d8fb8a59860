'use client'

import { useMemo } from 'react'
import type { TrendWindow } from '../../charts/prepare/window.ts'
import { TimeChart } from '../../charts/time-chart.tsx'
import { useCursor } from '../../hooks/use-cursor.ts'
import { usePalette } from '../../hooks/use-palette.ts'
import { useWide } from '../../hooks/use-wide.ts'
import { formatClock, formatCount } from '../../lib/format.ts'

const HEIGHT = 88
const LABEL_ROOM = 168

type RateTrendProps = { series: { times: number[]; rates: number[] }; window: TrendWindow; onBrush: (from: number, to: number) => void }

/** Posts a minute as bars. The last bar is the running one: it still grows. */
export function RateTrend({ series, window, onBrush }: RateTrendProps) {
  const { surfaces } = usePalette()
  const wide = useWide(640)
  const { times, rates } = series
  const highest = Math.max(...rates, 1)
  const ceiling = niceCeiling(highest)
  const lines = useMemo(() => {
    const last = rates.length - 1
    const whole = rates.map((rate, index) => (index === last ? null : rate))
    const running = rates.map((rate, index) => (index === last ? rate : null))
    return [
      { label: 'posts a minute', colour: surfaces['line-strong'], bars: true, values: whole },
      { label: 'so far', colour: surfaces.line, bars: true, values: running },
    ]
  }, [surfaces, rates])
  const summary = `Posts a minute, ${formatClock(window.from)} to ${formatClock(window.to)}: at most ${formatRate(highest)}, now ${formatRate(rates.at(-1) ?? 0)}.`
  return (
    <div>
      <h3 className="flex items-baseline gap-3 px-4 pb-1 text-xs text-muted">
        Posts a minute <RateReadout {...series} step={window.step} />
      </h3>
      <div className="pl-2">
        <TimeChart
          summary={summary}
          times={times}
          lines={lines}
          from={window.from}
          to={window.to}
          ceiling={ceiling}
          height={HEIGHT}
          right={wide ? LABEL_ROOM : 12}
          formatValue={formatRate}
          onBrush={onBrush}
        />
      </div>
    </div>
  )
}

/** The bar under the cross-hair, or the last whole one. */
function RateReadout({ times, rates, step }: { times: number[]; rates: number[]; step: number }) {
  const cursor = useCursor()
  const index = cursor === null ? rates.length - 2 : times.findLastIndex((start) => start * 1000 <= cursor)
  const [rate, time] = [rates[index], times[index]]
  if (rate === undefined || time === undefined) return null
  const running = index === rates.length - 1
  return (
    <span className="text-sm font-semibold text-ink tabular-nums">
      {formatRate(rate)}{' '}
      <span className="text-xs font-normal text-muted">
        {running ? 'so far' : `${formatClock(time * 1000)}–${formatClock(time * 1000 + step)}`}
      </span>
    </span>
  )
}

const formatRate = (rate: number) => (rate > 0 && rate < 10 && !Number.isInteger(rate) ? rate.toFixed(1) : formatCount(rate))

/** 1, 2, 5, 10, 20, 50... at or above the highest bar. */
function niceCeiling(highest: number): number {
  const power = 10 ** Math.floor(Math.log10(highest))
  return [1, 2, 3, 4, 5, 6, 8, 10].map((factor) => factor * power).find((value) => value >= highest) ?? highest
}
