import { EMOTIONS, type Emotion, type EmotionGroup, GROUPS } from '@groundswell/shared/emotions.ts'
import { type Oklch, oklchToHex } from './colour-math.ts'
import type { Theme } from './surfaces.ts'

/** Hue by group: negative warm, positive green to teal, ambiguous blue, neutral grey. `tone` -1..1 is darker..lighter within the group. */
type Paint = { hue: number; tone: number; chroma?: number }

const PAINT: Record<Emotion, Paint> = {
  anger: { hue: 27, tone: -0.2, chroma: 0.21 },
  annoyance: { hue: 42, tone: 0.4 },
  disappointment: { hue: 62, tone: 0 },
  disapproval: { hue: 50, tone: -0.6 },
  disgust: { hue: 88, tone: -0.3 },
  embarrassment: { hue: 10, tone: 0.7 },
  fear: { hue: 14, tone: -0.9 },
  grief: { hue: 36, tone: -1, chroma: 0.08 },
  nervousness: { hue: 76, tone: 0.8 },
  remorse: { hue: 22, tone: 0.9, chroma: 0.1 },
  sadness: { hue: 68, tone: -0.9, chroma: 0.09 },
  admiration: { hue: 158, tone: -0.2 },
  amusement: { hue: 128, tone: 0.6 },
  approval: { hue: 148, tone: 0.2 },
  caring: { hue: 178, tone: 0.4 },
  desire: { hue: 198, tone: -0.6 },
  excitement: { hue: 118, tone: 0.85 },
  gratitude: { hue: 168, tone: 0.8 },
  joy: { hue: 138, tone: 0.75 },
  love: { hue: 190, tone: 0 },
  optimism: { hue: 152, tone: -0.8 },
  pride: { hue: 134, tone: -0.9 },
  relief: { hue: 186, tone: -1 },
  confusion: { hue: 250, tone: 0.3 },
  curiosity: { hue: 238, tone: -0.4 },
  realization: { hue: 264, tone: -0.9 },
  surprise: { hue: 258, tone: 0.9 },
  neutral: { hue: 265, tone: 0, chroma: 0.012 },
}

const GROUP_PAINT: Record<EmotionGroup, Paint> = {
  positive: { hue: 160, tone: 0 },
  negative: { hue: 32, tone: 0, chroma: 0.19 },
  ambiguous: { hue: 252, tone: 0 },
  neutral: { hue: 265, tone: 0, chroma: 0.012 },
}

/** Middle and reach of lightness; both ends keep 4.5:1 as text on the theme's panels (tested). */
const LIGHTNESS: Record<Theme, { middle: number; reach: number; chroma: number }> = {
  light: { middle: 0.472, reach: 0.05, chroma: 0.16 },
  dark: { middle: 0.78, reach: 0.075, chroma: 0.13 },
}

function mix({ hue, tone, chroma }: Paint, theme: Theme): string {
  const { middle, reach, chroma: usual } = LIGHTNESS[theme]
  const colour: Oklch = [middle + tone * reach, chroma ?? usual, hue]
  return oklchToHex(colour)
}

function palette<K extends string>(keys: readonly K[], paint: Record<K, Paint>, theme: Theme): Record<K, string> {
  return Object.fromEntries(keys.map((key) => [key, mix(paint[key], theme)])) as Record<K, string>
}

/** The one colour of every emotion, `#rrggbb`, by theme. */
export const EMOTION_COLOURS: Record<Theme, Record<Emotion, string>> = {
  light: palette(EMOTIONS, PAINT, 'light'),
  dark: palette(EMOTIONS, PAINT, 'dark'),
}

/** The one colour of every group, `#rrggbb`, by theme. */
export const GROUP_COLOURS: Record<Theme, Record<EmotionGroup, string>> = {
  light: palette(GROUPS, GROUP_PAINT, 'light'),
  dark: palette(GROUPS, GROUP_PAINT, 'dark'),
}

/** The same colours as CSS variables (`--emotion-anger`, `--group-negative`), so that markup needs no theme. */
export function colourVariables(theme: Theme): string {
  const emotions = EMOTIONS.map((emotion) => `--emotion-${emotion}:${EMOTION_COLOURS[theme][emotion]}`)
  const groups = GROUPS.map((group) => `--group-${group}:${GROUP_COLOURS[theme][group]}`)
  return [...emotions, ...groups].join(';')
}

export const emotionVariable = (emotion: Emotion) => `var(--emotion-${emotion})`
export const groupVariable = (group: EmotionGroup) => `var(--group-${group})`
