import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openPage } from '../harness/browser.ts'
import { Groundswell, TINY_MODEL } from '../harness/groundswell.ts'
import { waitFor } from '../harness/wait-for.ts'

let groundswell: Groundswell
let page: Page
let close: () => Promise<void>

beforeAll(async () => {
  groundswell = await Groundswell.start({ MODEL_DIR: TINY_MODEL })
  const opened = await openPage()
  page = opened.page
  close = opened.close
})
afterAll(async () => {
  await close?.()
  await groundswell?.dispose()
})

const send = async (id: string, text: string) =>
  expect((await groundswell.post('/posts', { id, text, lang: 'en', author: 'ann' })).status).toBe(202)
const shown = (text: string) => page.getByText(text, { exact: false }).first()
/** How often a post stands in the list. */
const timesShown = (id: string) => page.locator(`[data-post="http/${id}"]`).count()
const shownOnce = (id: string) => waitFor(`post ${id} to be shown once`, async () => (await timesShown(id)) === 1)

describe('the live page', () => {
  test('says what would fill it while there is nothing', async () => {
    await page.goto(groundswell.url)
    await waitFor('an empty state', async () => /no posts|nothing yet|waiting for/i.test((await page.textContent('main')) ?? ''))
  })

  test('shows a post that was just sent, once, with its brand', async () => {
    await page.goto(`${groundswell.url}/?brand=lumo-phone`)
    await send('seen', 'My new lumo makes me so happy, thank you all')
    await shownOnce('seen')
    await send('other-brand', 'Nothing about that phone in this one at all')
    await groundswell.drain()
    await send('seen-later', 'Another lumo post that comes after it')
    await shownOnce('seen-later')
    expect(await timesShown('other-brand')).toBe(0)
  })

  test('shows a text as its author wrote it, never as markup', async () => {
    await send('markup', 'lumo says <img src=x onerror="document.title=1"> <b>bold</b>')
    await shown('<b>bold</b>').waitFor()
    expect(await page.title()).not.toBe('1')
  })

  test('takes a post off the screen that was deleted at its source', async () => {
    await send('regretted', 'lumo was a mistake that I should not have posted')
    await shown('was a mistake').waitFor()
    await groundswell.delete('http', 'regretted')
    await waitFor('the post to go', async () => (await timesShown('regretted')) === 0)
  })

  test('comes back by itself after the server was restarted, and doubles nothing', async () => {
    await page.evaluate(() => Object.assign(window, { stillTheSamePage: true }))
    await groundswell.stop()
    await groundswell.startSupervisor()
    await send('after-restart', 'lumo is back after the restart')
    await shownOnce('after-restart')
    await shownOnce('seen')
    expect(await page.evaluate(() => 'stillTheSamePage' in window)).toBe(true)
  })

  test.each(['light', 'dark'] as const)('has no serious accessibility issue in the %s theme', async (colorScheme) => {
    // A post that is still fading in has no contrast worth judging.
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.goto(groundswell.url)
    await shown('lumo is back').waitFor()
    const { violations } = await new AxeBuilder({ page }).analyze()
    const serious = violations.filter((violation) => violation.impact === 'serious' || violation.impact === 'critical')
    expect(serious.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' | ')}`)).toEqual([])
  })

  test('does not scroll sideways on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 })
    await page.goto(groundswell.url)
    await shown('lumo is back').waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
  })

  test('asks for no address outside this machine', async () => {
    const hosts = new Set<string>()
    page.on('request', (request) => hosts.add(new URL(request.url()).hostname))
    await page.goto(groundswell.url)
    await shown('lumo is back').waitFor()
    expect([...hosts]).toEqual(['127.0.0.1'])
  })
})
