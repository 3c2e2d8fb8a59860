import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockFolder } from './folder-lock.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'groundswell-lock-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const nobody = () => undefined
const lockNow = (of = folder) => lockFolder(of, 0, nobody)

/** A process that takes the lock and keeps it until it is killed. */
async function holder() {
  const module = new URL('./folder-lock.ts', import.meta.url).href
  const script = `const { lockFolder } = await import(${JSON.stringify(module)})
    console.log((await lockFolder(${JSON.stringify(folder)}, 0, () => undefined)) !== null)
    setInterval(() => undefined, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [said] = await once(child.stdout, 'data')
  const kill = async () => {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return { got: String(said).trim() === 'true', kill }
}

test('another process has it until it is killed, by whatever name the folder goes', async () => {
  const { got, kill } = await holder()
  expect(got).toBe(true)
  expect(await lockNow()).toBeNull()
  const link = `${folder}-link`
  await symlink(folder, link)
  expect(await lockNow(link)).toBeNull()
  await rm(link)
  await kill()
  await (await lockNow())?.()
})

test('of many who want it at once after a kill, one gets it', async () => {
  await (await holder()).kill()
  const locks = await Promise.all(Array.from({ length: 10 }, () => lockNow()))
  const won = locks.filter((unlock) => unlock !== null)
  expect(won).toHaveLength(1)
  await won[0]?.()
})

test('whoever waits is told once', async () => {
  const unlock = await lockNow()
  let told = 0
  const second = lockFolder(folder, 10_000, () => {
    told += 1
    setTimeout(() => void unlock?.(), 300)
  })
  await (await second)?.()
  expect(told).toBe(1)
})
