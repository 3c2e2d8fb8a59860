import uPlot from 'uplot'
import { formatClock } from '../lib/format.ts'
import type { SURFACES, Theme } from '../lib/surfaces.ts'

export type Line = { label: string; colour: string; width?: number; bars?: boolean }

export type ChartLook = {
  lines: readonly Line[]
  surfaces: (typeof SURFACES)[Theme]
  /** Without axes: small multiples, which share one scale that is written once. */
  bare: boolean
  /** Pixels kept free at the right, for labels at the lines' ends. */
  right: number
  formatValue: (value: number) => string
}

/** What moves without a new canvas: read at each drawing. */
export type ChartScale = {
  /** Seconds. */
  span: () => [number, number]
  /** Highest value; lines start at zero. */
  ceiling: () => number
}

export type ChartEvents = { onBrush: (from: number, to: number) => void; onCursor: (time: number | null) => void }

/** Room for the values' axis, px: the same in all charts, so that their time axes stand below each other. */
export const AXIS_WIDTH = 44
export const AXIS_HEIGHT = 24
export const TOP_ROOM = 8
/** A drag shorter than this is a click, px. */
const LEAST_BRUSH = 6

function lineSeries({ label, colour, width, bars }: Line): uPlot.Series {
  const paths = bars === true ? uPlot.paths.bars?.({ size: [0.7, 64], align: 1 }) : undefined
  return {
    label,
    stroke: colour,
    width: bars === true ? 0 : (width ?? 2),
    points: { show: false },
    spanGaps: false,
    ...(bars === true ? { fill: colour } : {}),
    ...(paths === undefined ? {} : { paths }),
  }
}

function axes({ bare, surfaces, formatValue }: ChartLook): uPlot.Axis[] {
  if (bare) return [{ show: false }, { show: false }]
  const common = { stroke: surfaces.muted, font: '12px "Inter Variable"', ticks: { show: false } }
  return [
    {
      ...common,
      size: AXIS_HEIGHT,
      gap: 6,
      space: 72,
      grid: { show: false },
      values: (_chart, times) => times.map((time) => formatClock(time * 1000)),
    },
    {
      ...common,
      size: AXIS_WIDTH,
      gap: 8,
      space: 36,
      grid: { stroke: surfaces.line, width: 1 },
      values: (_chart, values) => values.map(formatValue),
    },
  ]
}

function hooks({ onBrush, onCursor }: ChartEvents): uPlot.Hooks.Arrays {
  return {
    setCursor: [
      (chart) => {
        const index = chart.cursor.idx
        const time = index === null || index === undefined ? undefined : chart.data[0][index]
        onCursor(time === undefined || (chart.cursor.left ?? -1) < 0 ? null : time * 1000)
      },
    ],
    setSelect: [
      (chart) => {
        const { left, width } = chart.select
        if (width < LEAST_BRUSH) return
        const [from, to] = [chart.posToVal(left, 'x') * 1000, chart.posToVal(left + width, 'x') * 1000]
        chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
        onBrush(from, to)
      },
    ],
  }
}

const isMove = (type: string) => type === 'mousemove' || type === 'mouseleave'

/** Everything uPlot needs for one chart of the page's shared time axis. */
export function chartOptions(
  look: ChartLook,
  events: ChartEvents,
  size: { width: number; height: number },
  scale: ChartScale,
): uPlot.Options {
  const { bare, surfaces, lines } = look
  return {
    ...size,
    padding: bare ? [4, 2, 2, 2] : [TOP_ROOM, look.right, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: {
        size: lines.some(({ bars }) => bars === true) ? 0 : 7,
        fill: (_chart, series) => lines[series - 1]?.colour ?? surfaces.ink,
      },
      drag: { x: true, y: false, setScale: false, dist: LEAST_BRUSH },
      // The cross-hair goes through all charts; a brush belongs to the one it was drawn in.
      sync: { key: 'time', setSeries: false, scales: ['x', null], filters: { pub: () => true, sub: (type) => isMove(type) } },
    },
    scales: { x: { time: true, range: () => scale.span() }, y: { range: () => [0, scale.ceiling()] } },
    axes: axes(look),
    series: [{}, ...look.lines.map(lineSeries)],
    hooks: hooks(events),
  }
}
