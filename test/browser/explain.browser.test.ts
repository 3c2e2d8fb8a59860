import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPage } from '../harness/browser.ts'
import { Groundswell, TINY_MODEL } from '../harness/groundswell.ts'
import { waitFor } from '../harness/wait-for.ts'

let groundswell: Groundswell
let page: Page
let close: () => Promise<void>

const TEXT = 'I love <b>lumo</b> 😂 so much'
const PREDICT = '**/api/v1/predict?explain=true'

beforeAll(async () => {
  groundswell = await Groundswell.start({ MODEL_DIR: TINY_MODEL, CLASSIFIER_DEVICE: 'cpu' })
  const opened = await openPage({ reducedMotion: 'reduce' })
  page = opened.page
  close = opened.close
  await send('asked', TEXT)
  await send('other', 'Another post stands beside it and must not move')
  await page.goto(groundswell.url)
  await row('asked').waitFor()
  await row('other').waitFor()
})
afterAll(async () => {
  await close?.()
  await groundswell?.dispose()
})

const send = async (id: string, text: string) =>
  expect((await groundswell.post('/posts', { id, text, lang: 'en', author: 'ann' })).status).toBe(202)
const row = (id: string) => page.locator(`[data-post="http/${id}"]`)
const why = (id: string) => row(id).getByRole('button', { name: /^Why\?/ })
const panel = () => page.getByRole('dialog', { name: 'Why this emotion' })
const places = async () => await Promise.all(['asked', 'other'].map((id) => row(id).boundingBox()))
const closed = () => waitFor('the explanation to close', async () => (await panel().count()) === 0)
async function serious(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
}

describe('why a post was read as it was', () => {
  test('by keyboard: the words of the text, as it was written, with the emotion and the model; nothing moves', async () => {
    const before = await places()
    await why('asked').focus()
    await page.keyboard.press('Enter')
    await panel().getByRole('heading', { name: /^Why / }).waitFor()
    const text = panel().locator('p[dir="auto"]')
    expect(await text.textContent()).toBe(TEXT)
    expect(await text.locator('b').count()).toBe(0)
    expect(await text.locator('[data-weight]').count()).toBeGreaterThan(0)
    expect(await panel().textContent()).toContain('Model tiny@0.0.1')
    const words = await panel().getByRole('rowheader').allTextContents()
    expect(words.length).toBeGreaterThan(0)
    for (const word of words) expect(TEXT).toContain(word)
    expect(await places()).toEqual(before)
    await page.keyboard.press('Escape')
    await closed()
    expect(await why('asked').evaluate((button) => button === document.activeElement)).toBe(true)
  })

  test.each(['light', 'dark'] as const)('has no serious accessibility issue in the %s theme', async (colorScheme) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await why('asked').click()
    await panel().getByRole('heading', { name: /^Why / }).waitFor()
    expect(await serious()).toEqual([])
    await page.keyboard.press('Escape')
    await closed()
  })

  test('while the model thinks it says so; where it fails it says why, and can be asked again', async () => {
    const answer = Promise.withResolvers<void>()
    await page.route(PREDICT, async (route) => {
      await answer.promise
      await route.fulfill({ status: 503, json: { error: { code: 'classifier_unavailable', message: 'The classifier does not answer.' } } })
    })
    await why('asked').click()
    await panel().getByRole('status').waitFor()
    answer.resolve()
    await panel().getByRole('alert').waitFor()
    expect(await panel().getByRole('alert').textContent()).toContain('The classifier does not answer.')
    await page.unroute(PREDICT)
    await panel().getByRole('button', { name: 'Try again' }).click()
    await panel().getByRole('heading', { name: /^Why / }).waitFor()
    await page.keyboard.press('Escape')
    await closed()
  })

  test('the list stands still while it is read, and a post deleted meanwhile takes its explanation along', async () => {
    await page.mouse.move(10, 10)
    await why('asked').focus()
    await page.keyboard.press('Enter')
    await panel().getByRole('heading', { name: /^Why / }).waitFor()
    const before = await places()
    await send('newer', 'A newer post that has to wait its turn')
    await groundswell.drain()
    await page.getByRole('button', { name: /1 new/, includeHidden: true }).first().waitFor()
    expect(await places()).toEqual(before)
    await groundswell.delete('http', 'asked')
    await closed()
    expect(await page.textContent('body')).not.toContain(TEXT)
  })

  test('does not scroll sideways on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.goto(groundswell.url)
    await row('other').waitFor()
    await why('other').click()
    await panel().getByRole('heading', { name: /^Why / }).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    const box = await panel().boundingBox()
    expect(box?.x).toBeGreaterThanOrEqual(0)
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390)
    await page.keyboard.press('Escape')
  })

  test('the state of the stream names the model and where it runs', async () => {
    await page.setViewportSize({ width: 1440, height: 1000 })
    await page.getByRole('button', { name: /^State of the stream/ }).click()
    const state = page.getByRole('dialog', { name: 'State of the stream' })
    await waitFor('the model', async () => /tiny@0\.0\.1.*CPU/s.test((await state.textContent()) ?? ''))
  })
})
