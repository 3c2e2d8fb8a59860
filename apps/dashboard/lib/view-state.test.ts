import { EMOTIONS, GROUPS } from '@groundswell/shared/emotions.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MINUTE, RANGES } from './ranges.ts'
import { changeView, DEFAULT_VIEW, parseView, type ViewState, viewQuery } from './view-state.ts'

const views: fc.Arbitrary<ViewState> = fc.record({
  brand: fc.option(fc.string({ minLength: 1 })),
  range: fc.constantFrom(...RANGES),
  group: fc.option(fc.constantFrom(...GROUPS)),
  emotion: fc.option(fc.constantFrom(...EMOTIONS)),
  wall: fc.boolean(),
  zoom: fc.option(
    fc
      .tuple(fc.integer({ min: 0, max: 30_000_000 }), fc.integer({ min: 1, max: 1440 }))
      .map(([start, length]) => ({ from: start * MINUTE, to: (start + length) * MINUTE })),
  ),
})

describe('state in the address', () => {
  it('comes back from its own query string', () => {
    fc.assert(
      fc.property(views, (view) => {
        expect(parseView(new URLSearchParams(viewQuery(view)))).toEqual(view)
      }),
    )
  })

  it('never throws on what people type, and keeps the known words', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('brand', 'range', 'group', 'emotion', 'wall', 'from', 'to'), fc.string()), (typed) => {
        const view = parseView(new URLSearchParams(typed))
        expect(RANGES).toContain(view.range)
      }),
    )
  })

  it('leaves out what is default', () => expect(viewQuery(DEFAULT_VIEW)).toBe(''))

  it('drops the zoom with another brand or range, and keeps it with another emotion', () => {
    const zoomed = { ...DEFAULT_VIEW, zoom: { from: 0, to: MINUTE } }
    expect(changeView(zoomed, { range: '24h' }).zoom).toBeNull()
    expect(changeView(zoomed, { brand: 'acme' }).zoom).toBeNull()
    expect(changeView(zoomed, { emotion: 'joy' }).zoom).toEqual(zoomed.zoom)
  })
})
