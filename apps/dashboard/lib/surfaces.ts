export type Theme = 'light' | 'dark'

/**
 * Colours of everything that is not an emotion, `#rrggbb`. The one accent is violet, because warm, green, blue and grey
 * belong to the emotions.
 */
export const SURFACES = {
  light: {
    page: '#f7f7f5',
    panel: '#ffffff',
    raised: '#f1f1ef',
    line: '#e3e3df',
    'line-strong': '#85878c',
    ink: '#17181b',
    muted: '#5b5f66',
    accent: '#5b3fd0',
    'accent-soft': '#ece8fb',
    'on-accent': '#ffffff',
    warning: '#8a4b00',
    'warning-soft': '#fdf1dd',
  },
  dark: {
    page: '#0b0c0e',
    panel: '#121316',
    raised: '#1b1d21',
    line: '#26292e',
    'line-strong': '#73777f',
    ink: '#ecedef',
    muted: '#9ba0a8',
    accent: '#b3a4ff',
    'accent-soft': '#262140',
    'on-accent': '#15102e',
    warning: '#f0b45b',
    'warning-soft': '#2b2113',
  },
} as const satisfies Record<Theme, Record<string, string>>

/** How strongly an emotion's colour tints what lies behind its label. */
export const CHIP_TINT = 0.12

/** The surfaces as CSS variables (`--panel`, `--ink`). */
export function surfaceVariables(theme: Theme): string {
  return Object.entries(SURFACES[theme])
    .map(([name, value]) => `--${name}:${value}`)
    .join(';')
}
