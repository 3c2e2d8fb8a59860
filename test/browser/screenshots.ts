import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { openPage } from '../harness/browser.ts'
import { Groundswell, REPOSITORY } from '../harness/groundswell.ts'

/**
 * Pictures of the live page in every state, from the real thing playing its demo, to be looked at by a person:
 * node scripts/run.mjs test/browser/screenshots.ts. Takes six minutes, most of which the demo's story needs.
 */
const FOLDER = join(REPOSITORY, 'outputs/screenshots')
/** When the outage of the demo is at its height. */
const STORY_MS = 200_000

await mkdir(FOLDER, { recursive: true })
const { page, close } = await openPage({ colorScheme: 'light' })
const shoot = async (name: string, path?: string) => {
  if (path !== undefined) await page.goto(`${groundswell.url}${path}`)
  await delay(4_000)
  await page.screenshot({ path: join(FOLDER, `${name}.png`) })
  process.stdout.write(`${join(FOLDER, name)}.png\n`)
}
const phone = (on: boolean) => page.setViewportSize(on ? { width: 390, height: 844 } : { width: 1440, height: 1000 })
const theme = (page: Page, colorScheme: 'light' | 'dark') => page.emulateMedia({ colorScheme })

let groundswell = await Groundswell.start()
await shoot('empty', '/')
await groundswell.dispose()

groundswell = await Groundswell.start({ SOURCES: 'demo' })
await delay(STORY_MS)
await shoot('live', '/?range=15m')
await page
  .getByRole('button', { name: /^Why\?/ })
  .first()
  .click()
await shoot('why')
await shoot('group', '/?range=15m&group=negative')
await theme(page, 'dark')
await shoot('brand-dark', '/?brand=nimbus-cloud&range=15m')
await shoot('wall', '/?wall=1&range=15m')
await phone(true)
await shoot('phone-dark', '/?range=15m')
await page
  .getByRole('button', { name: /^Why\?/ })
  .first()
  .click()
await shoot('phone-why-dark')
await theme(page, 'light')
await shoot('phone', '/?range=15m')
await phone(false)
await page.goto(`${groundswell.url}/?range=15m`)
await delay(2_000)
await groundswell.stop()
await shoot('lost')
await groundswell.dispose()
await close()
