import { expect, test } from 'vitest'
import { createGate } from './gate.ts'

test('refuses what would bring it over the limit, until there is room again', async () => {
  const gate = createGate(10)
  const work = Promise.withResolvers<void>()
  const held = gate(8, () => work.promise)
  await expect(gate(3, async () => 'too much')).rejects.toMatchObject({ status: 503, code: 'busy' })
  expect(await gate(2, async () => 'fits')).toBe('fits')
  work.resolve()
  await held
  expect(await gate(100, async () => 'alone')).toBe('alone')
})
