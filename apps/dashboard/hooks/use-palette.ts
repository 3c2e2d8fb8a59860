'use client'

import { useTheme } from 'next-themes'
import { EMOTION_COLOURS, GROUP_COLOURS } from '../lib/emotion-colours.ts'
import { SURFACES, type Theme } from '../lib/surfaces.ts'

/** Colours as values, for canvases; markup uses the CSS variables. */
export function usePalette() {
  const { resolvedTheme } = useTheme()
  const theme: Theme = resolvedTheme === 'dark' ? 'dark' : 'light'
  return { theme, surfaces: SURFACES[theme], emotions: EMOTION_COLOURS[theme], groups: GROUP_COLOURS[theme] }
}
