import { spawn } from 'node:child_process'
import { expect, it } from 'vitest'
import { identityOf, isDead } from './process-identity.ts'

it('knows the living from the dead', async () => {
  expect(isDead(identityOf(process.pid))).toBe(false)
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  await new Promise((resolve) => child.once('spawn', resolve))
  const identity = identityOf(child.pid ?? 0)
  expect(isDead(identity)).toBe(false)
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('exit', resolve))
  expect(isDead(identity)).toBe(true)
})

it('takes no process of another machine for dead', () => {
  expect(isDead('another-machine 1 1')).toBe(false)
})

it.runIf(process.platform === 'linux')('is not fooled by a pid that is used again', () => {
  const [host, pid] = identityOf(process.pid).split(' ')
  expect(isDead(`${host} ${pid} 1`)).toBe(true)
})
