import type { PostRecord } from '@groundswell/shared/post.ts'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createDiskGuard } from '../disk-guard.ts'
import { createPostsTopic } from '../posts-topic.ts'
import { openTempLog, silent, type TempLog } from '../testing/temp-log.ts'
import { until } from '../testing/until.ts'
import type { PostSource, SourceBatch } from './post-source.ts'
import { runSource } from './run-source.ts'

let temp: TempLog
beforeEach(async () => {
  temp = await openTempLog()
})
afterEach(() => temp.remove())

const post = (id: number): PostRecord => ({ $op: 'post', source: 'folder', id: String(id), text: 'hello' })

it('appends, then lets the source remember, then pulls: in this order, batch by batch', async () => {
  const steps: string[] = []
  const stop = new AbortController()
  async function* posts(): AsyncGenerator<SourceBatch> {
    for (let id = 0; id < 3; id += 1) {
      steps.push(`pull ${id}`)
      yield {
        records: [post(id)],
        whenDurable: async () => {
          expect(await temp.keys()).toContain(`folder/${id}`)
          steps.push(`durable ${id}`)
        },
      }
    }
  }
  const source: PostSource = { name: 'test', intake: 'folder', posts, state: () => 'reading' }
  const topic = createPostsTopic(temp.log, createDiskGuard(temp.folder), () => undefined)
  const running = runSource(source, topic, silent, stop.signal)
  await running.done
  expect(steps).toEqual(['pull 0', 'durable 0', 'pull 1', 'durable 1', 'pull 2', 'durable 2'])
  expect(running.status()).toMatchObject({ name: 'test', state: 'ended' })
})

it('starts a source that throws again, from what it remembered', async () => {
  const stop = new AbortController()
  let remembered = 0
  let starts = 0
  async function* posts(): AsyncGenerator<SourceBatch> {
    starts += 1
    for (let id = remembered; ; id += 1) {
      if (starts === 1 && id === 2) throw new Error('the source broke')
      yield {
        records: [post(id)],
        whenDurable: async () => {
          remembered = id + 1
          if (remembered === 4) stop.abort()
        },
      }
    }
  }
  const source: PostSource = { name: 'test', intake: 'folder', posts, state: () => 'reading' }
  const topic = createPostsTopic(temp.log, createDiskGuard(temp.folder), () => undefined)
  const running = runSource(source, topic, silent, stop.signal)
  await until(() => running.status().state === 'failed, trying again')
  await running.done
  expect(starts).toBe(2)
  expect(await temp.keys()).toEqual(['folder/0', 'folder/1', 'folder/2', 'folder/3'])
})
