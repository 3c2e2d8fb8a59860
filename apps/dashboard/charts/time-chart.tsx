'use client'

import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import { cursorStore } from '../hooks/use-cursor.ts'
import { usePalette } from '../hooks/use-palette.ts'
import { type ChartScale, chartOptions, type Line } from './chart-options.ts'

export type TimeChartProps = {
  /** Says what is to be seen, for those who don't see it. */
  summary: string
  times: readonly number[]
  lines: readonly (Line & { values: readonly (number | null)[] })[]
  /** Span of the axis, ms. */
  from: number
  to: number
  ceiling: number
  height: number
  bare?: boolean
  right?: number
  formatValue: (value: number) => string
  onBrush?: ((from: number, to: number) => void) | undefined
}

/** Draws lines or bars over the shared time axis. New values are drawn into the same canvas; only another look makes a new one. */
export function TimeChart({
  summary,
  times,
  lines,
  from,
  to,
  ceiling,
  height,
  bare = false,
  right = 0,
  formatValue,
  onBrush,
}: TimeChartProps) {
  const { surfaces } = usePalette()
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<uPlot>(null)
  const latest = useRef({ times, lines, from, to, ceiling, formatValue, onBrush })
  latest.current = { times, lines, from, to, ceiling, formatValue, onBrush }
  const look = JSON.stringify([surfaces, bare, right, height, lines.map(({ values: _, ...line }) => line)])

  // biome-ignore lint/correctness/useExhaustiveDependencies: `look` is all that needs a new canvas; the rest is read through `latest`.
  useEffect(() => {
    const element = box.current
    if (element === null) return
    const events = {
      onBrush: (start: number, end: number) => latest.current.onBrush?.(start, end),
      onCursor: cursorStore.set,
    }
    const style = {
      lines: latest.current.lines,
      surfaces,
      bare,
      right,
      ceiling,
      formatValue: (value: number) => latest.current.formatValue(value),
    }
    const scale: ChartScale = {
      span: () => [latest.current.from / 1000, latest.current.to / 1000],
      ceiling: () => latest.current.ceiling,
    }
    const made = new uPlot(chartOptions(style, events, { width: element.clientWidth, height }, scale), dataOf(latest.current), element)
    chart.current = made
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }))
    observer.observe(element)
    return () => {
      observer.disconnect()
      made.destroy()
      chart.current = null
    }
  }, [look])

  // biome-ignore lint/correctness/useExhaustiveDependencies: another span or ceiling is drawn with the same values.
  useEffect(() => {
    chart.current?.setData(dataOf({ times, lines }))
  }, [times, lines, from, to, ceiling])

  return <div ref={box} role="img" aria-label={summary} className="w-full touch-pan-y select-none" style={{ height }} />
}

function dataOf({ times, lines }: Pick<TimeChartProps, 'times' | 'lines'>): uPlot.AlignedData {
  return [[...times], ...lines.map(({ values }) => [...values])]
}
