import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockDataDir } from './data-dir-lock.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'groundswell-lock-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('is held by one, and given back', async () => {
  const unlock = await lockDataDir(folder, () => undefined)
  let waited = false
  const second = lockDataDir(folder, () => {
    waited = true
    void unlock()
  })
  await (await second)()
  expect(waited).toBe(true)
})

test('is free again when its process was killed', async () => {
  const module = new URL('./data-dir-lock.ts', import.meta.url).href
  const script = `const { lockDataDir } = await import(${JSON.stringify(module)}); await lockDataDir(${JSON.stringify(folder)}, () => undefined); console.log('held'); setInterval(() => undefined, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  child.kill('SIGKILL')
  await once(child, 'exit')
  let waited = false
  const unlock = await lockDataDir(folder, () => {
    waited = true
  })
  await unlock()
  expect(waited).toBe(false)
})
