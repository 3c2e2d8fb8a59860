import { type Emotion, type EmotionGroup, GROUPS, isEmotion } from '@groundswell/shared/emotions.ts'
import { MINUTE, RANGES, type Range } from './ranges.ts'

/** What the page shows; all of it stands in the address, so that a link shows a colleague the same picture. */
export type ViewState = {
  /** Null: every post. */
  brand: string | null
  range: Range
  /** The group opened into small multiples. */
  group: EmotionGroup | null
  /** Only posts with this emotion. */
  emotion: Emotion | null
  wall: boolean
  /** A part of the range that was brushed, ms since 1970, whole minutes. */
  zoom: { from: number; to: number } | null
}

export const DEFAULT_VIEW: ViewState = { brand: null, range: '1h', group: null, emotion: null, wall: false, zoom: null }

type Parameters = { get(name: string): string | null }

function zoomFrom(parameters: Parameters): ViewState['zoom'] {
  const [from, to] = [Date.parse(parameters.get('from') ?? ''), Date.parse(parameters.get('to') ?? '')]
  return Number.isFinite(from) && Number.isFinite(to) && to - from >= MINUTE ? { from, to } : null
}

/** Reads the state; what the address does not know or misspells has its default. */
export function parseView(parameters: Parameters): ViewState {
  const [range, group, emotion] = [parameters.get('range'), parameters.get('group'), parameters.get('emotion')]
  return {
    brand: parameters.get('brand') || null,
    range: RANGES.find((known) => known === range) ?? DEFAULT_VIEW.range,
    group: GROUPS.find((known) => known === group) ?? null,
    emotion: emotion !== null && isEmotion(emotion) ? emotion : null,
    wall: parameters.get('wall') === '1',
    zoom: zoomFrom(parameters),
  }
}

/** The query string of a state, empty or with its question mark; defaults are left out. */
export function viewQuery(view: ViewState): string {
  const parameters = new URLSearchParams()
  if (view.brand !== null) parameters.set('brand', view.brand)
  if (view.range !== DEFAULT_VIEW.range) parameters.set('range', view.range)
  if (view.group !== null) parameters.set('group', view.group)
  if (view.emotion !== null) parameters.set('emotion', view.emotion)
  if (view.zoom !== null) {
    parameters.set('from', new Date(view.zoom.from).toISOString())
    parameters.set('to', new Date(view.zoom.to).toISOString())
  }
  if (view.wall) parameters.set('wall', '1')
  const query = parameters.toString().replaceAll('%3A', ':')
  return query === '' ? '' : `?${query}`
}

/** A change of the state. Another brand or range is another picture: the brushed part does not carry over. */
export function changeView(view: ViewState, change: Partial<ViewState>): ViewState {
  const elsewhere =
    (change.brand !== undefined && change.brand !== view.brand) || (change.range !== undefined && change.range !== view.range)
  return { ...view, ...(elsewhere ? { zoom: null } : {}), ...change }
}
