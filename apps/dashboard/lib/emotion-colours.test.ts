import { EMOTIONS, GROUP_OF_EMOTION, GROUPS } from '@groundswell/shared/emotions.ts'
import { describe, expect, it } from 'vitest'
import { blend, contrast, oklchToHex } from './colour-math.ts'
import { colourVariables, EMOTION_COLOURS, GROUP_COLOURS } from './emotion-colours.ts'
import { CHIP_TINT, SURFACES } from './surfaces.ts'

const themes = ['light', 'dark'] as const

describe.each(themes)('colours of the %s theme', (theme) => {
  const { page, panel, raised } = SURFACES[theme]

  it.each(EMOTIONS)('%s can be read as text on every surface and on its own tint', (emotion) => {
    const colour = EMOTION_COLOURS[theme][emotion]
    for (const surface of [page, panel, raised, blend(colour, panel, CHIP_TINT)])
      expect(contrast(colour, surface)).toBeGreaterThanOrEqual(4.5)
  })

  it.each(EMOTIONS)('%s carries the text of a filled chip', (emotion) => {
    expect(contrast(EMOTION_COLOURS[theme][emotion], panel)).toBeGreaterThanOrEqual(4.5)
  })

  it.each(GROUPS)('group %s can be read as text and seen as a mark', (group) => {
    const colour = GROUP_COLOURS[theme][group]
    for (const surface of [page, panel, raised]) expect(contrast(colour, surface)).toBeGreaterThanOrEqual(4.5)
  })

  it('keeps text, quiet text, accent and warnings readable', () => {
    const surfaces = SURFACES[theme]
    for (const text of [surfaces.ink, surfaces.muted, surfaces.accent])
      for (const surface of [page, panel, raised]) expect(contrast(text, surface)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(surfaces.warning, surfaces['warning-soft'])).toBeGreaterThanOrEqual(4.5)
    expect(contrast(surfaces.accent, surfaces['accent-soft'])).toBeGreaterThanOrEqual(4.5)
    expect(contrast(surfaces['on-accent'], surfaces.accent)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(surfaces['line-strong'], panel)).toBeGreaterThanOrEqual(3)
  })

  it('gives every emotion a colour of its own', () => {
    expect(new Set(EMOTIONS.map((emotion) => EMOTION_COLOURS[theme][emotion])).size).toBe(EMOTIONS.length)
  })
})

describe('groups', () => {
  it('are told apart by the strongest channel: warm is red, positive green, ambiguous blue', () => {
    const strongest = (hex: string) => {
      const values = [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16))
      return values.indexOf(Math.max(...values))
    }
    const expected = { negative: [0], positive: [1, 2], ambiguous: [2], neutral: [0, 1, 2] }
    for (const emotion of EMOTIONS) expect(expected[GROUP_OF_EMOTION[emotion]]).toContain(strongest(EMOTION_COLOURS.light[emotion]))
  })

  it('reach the style sheet as variables', () => {
    expect(colourVariables('dark')).toContain(`--emotion-anger:${EMOTION_COLOURS.dark.anger}`)
  })
})

describe('colour arithmetic', () => {
  it('knows black, white and the widest contrast', () => {
    expect(oklchToHex([1, 0, 0])).toBe('#ffffff')
    expect(oklchToHex([0, 0, 0])).toBe('#000000')
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
    expect(blend('#ffffff', '#000000', 0.5)).toBe('#808080')
  })
})
