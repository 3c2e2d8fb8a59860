import { mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDiskGuard } from '../../disk-guard.ts'
import { createPostsTopic } from '../../posts-topic.ts'
import { openTempLog, silent, type TempLog } from '../../testing/temp-log.ts'
import { until } from '../../testing/until.ts'
import { type RunningSource, runSource } from '../run-source.ts'
import { createFolderSource } from './folder-source.ts'

let temp: TempLog
let watched: string
let stop = new AbortController()
let running: RunningSource
let told: { file: string; line: number; field: string; reason: string }[]

beforeEach(async () => {
  temp = await openTempLog()
  watched = join(temp.folder, 'watched')
  await mkdir(watched)
  told = []
})
afterEach(async () => {
  await stopSource()
  await temp.remove()
})

async function stopSource() {
  stop.abort()
  await running.done
}

function start() {
  stop = new AbortController()
  const logger = Object.assign(Object.create(silent) as typeof silent, { warn: (entry: (typeof told)[number]) => told.push(entry) })
  const source = createFolderSource({ folder: watched, stateFolder: temp.folder, logger, lookEveryMs: 10 })
  running = runSource(
    source,
    createPostsTopic(temp.log, createDiskGuard(temp.folder), () => undefined),
    silent,
    stop.signal,
  )
}

/** Writes a file that nobody has touched for a while. */
async function put(name: string, content: string | Buffer, ageMs = 60_000) {
  const path = join(watched, name)
  await writeFile(path, content)
  const time = new Date(Date.now() - ageMs)
  await utimes(path, time, time)
  return path
}

const posts = async () => (await temp.records()).flatMap((record) => (record.$op === 'post' ? [{ id: record.id, text: record.text }] : []))
const untilRead = async (name: string) => {
  const journal = () => readFile(join(temp.folder, journalName ?? ''), 'utf8').catch(() => '')
  const { readdir } = await import('node:fs/promises')
  let journalName: string | undefined
  await until(async () => {
    journalName ??= (await readdir(temp.folder)).find((file) => file.startsWith('folder-') && file.endsWith('.jsonl'))
    return (await journal()).split('\n').some((line) => line.includes(`"${name}"`) && line.includes('"done":true'))
  })
}

describe('folder', () => {
  it('reads JSON Lines: defaults, comment for text, other fields passed over', async () => {
    await put(
      'a.jsonl',
      '{"text":"one"}\n\n{"id":7,"comment":"two","stars":5}\n{"id":"x","text":"three","source":"shop","author":"me","createdAt":"2024-01-01T00:00:00Z"}',
    )
    start()
    await untilRead('a.jsonl')
    expect(await temp.records()).toMatchObject([
      { source: 'folder', id: 'a.jsonl:1', text: 'one' },
      { source: 'folder', id: '7', text: 'two' },
      { source: 'shop', id: 'x', text: 'three', author: 'me', $time: Date.UTC(2024, 0, 1) },
    ])
  })

  it('reads CSV: quotes, lines inside texts, other columns, semicolons, a byte order mark', async () => {
    await put('a.csv', '\ufeffId,Comment,Stars\r\n1,"hello, ""you""\r\nthere",5\r\n\r\n,plain,3\r\n')
    await put('b.CSV', 'text;lang\nüber;de\n')
    start()
    await untilRead('a.csv')
    await untilRead('b.CSV')
    expect(await posts()).toEqual([
      { id: '1', text: 'hello, "you"\nthere' },
      { id: 'a.csv:5', text: 'plain' },
      { id: 'b.CSV:2', text: 'über' },
    ])
  })

  it('tells wrong lines by file and line and goes on', async () => {
    const bad = Buffer.concat([Buffer.from('{"text":"'), Buffer.from([0xff]), Buffer.from('"}\n')])
    await put(
      'a.jsonl',
      Buffer.concat([Buffer.from('{"text":"1"}\nnope\n{"id":"2"}\n'), bad, Buffer.from('{"text":"5","source":"demo"}\n{"text":"6"}\n')]),
    )
    await put('b.csv', 'id,text\n1,one\n2,"never closed\n3,three\n4,a "stray" quote\n5,five\n6,\n')
    await put('c.csv', 'name,age\nbob,4\n')
    start()
    for (const name of ['a.jsonl', 'b.csv', 'c.csv']) await untilRead(name)
    expect((await posts()).map(({ text }) => text)).toEqual(['1', '6', 'one', 'three', 'five'])
    expect(told.map(({ file, line, field }) => `${file.slice(watched.length + 1)}:${line}:${field}`)).toEqual([
      'a.jsonl:2:',
      'a.jsonl:3:text',
      'a.jsonl:4:',
      'a.jsonl:5:source',
      'b.csv:3:',
      'b.csv:5:',
      'b.csv:7:text',
      'c.csv:1:text',
    ])
  })

  it('reads a file once, also after a restart, a touch and a copy over itself', async () => {
    await put('a.jsonl', '{"text":"one"}\n')
    start()
    await untilRead('a.jsonl')
    await stopSource()
    await put('a.jsonl', '{"text":"one"}\n', 30_000)
    await put('b.jsonl', '{"text":"two"}\n')
    start()
    await untilRead('b.jsonl')
    expect((await posts()).map(({ text }) => text)).toEqual(['one', 'two'])
  })

  it('reads a file that grew again, with the same ids for what it knew', async () => {
    await put('a.jsonl', '{"text":"one"}\n')
    start()
    await untilRead('a.jsonl')
    await put('a.jsonl', '{"text":"one"}\n{"text":"two"}\n', 30_000)
    await until(async () => (await posts()).length === 3)
    expect((await posts()).map(({ id }) => id)).toEqual(['a.jsonl:1', 'a.jsonl:1', 'a.jsonl:2'])
  })

  it('waits for files that are being written and never sees drafts', async () => {
    for (const name of ['a.jsonl.part', 'b.jsonl.tmp', '.c.jsonl', 'd.txt']) await put(name, '{"text":"draft"}\n')
    const path = await put('e.jsonl', '{"text":"begun"}\n{"te', 0)
    await put('f.jsonl', '{"text":"settled"}\n')
    start()
    await untilRead('f.jsonl')
    expect(await posts()).toEqual([{ id: 'f.jsonl:1', text: 'settled' }])
    await writeFile(path, 'xt":"finished"}\n', { flag: 'a' })
    await untilRead('e.jsonl')
    await rename(join(watched, 'a.jsonl.part'), join(watched, 'a.jsonl'))
    await untilRead('a.jsonl')
    expect((await posts()).map(({ text }) => text)).toEqual(['settled', 'begun', 'finished', 'draft'])
    expect(told).toEqual([])
  })

  it.each(['jsonl', 'csv'])('goes on in the middle of a %s file after a kill', async (kind) => {
    const count = 2_300
    const row = (number: number) => (kind === 'csv' ? `${number},"text\n${number}"` : `{"id":"${number}","text":"text\\n${number}"}`)
    const head = kind === 'csv' ? 'id,text\n' : ''
    await put(`a.${kind}`, head + Array.from({ length: count }, (_, number) => row(number)).join('\n'))
    const real = temp.log.append.bind(temp.log)
    let appends = 0
    temp.log.append = async (topic, records) => {
      appends += 1
      // As if killed between an append and what is remembered of it.
      if (appends === 3) {
        await real(topic, records)
        stop.abort()
        throw new Error('killed')
      }
      await real(topic, records)
    }
    start()
    await running.done
    expect(await posts()).toHaveLength(1_500)
    temp.log.append = real
    start()
    await untilRead(`a.${kind}`)
    const ids = (await posts()).map(({ id }) => Number(id))
    expect(ids).toHaveLength(count + 500)
    expect(new Set(ids).size).toBe(count)
    expect(ids.slice(1_500)).toEqual(Array.from({ length: count - 1_000 }, (_, index) => index + 1_000))
    expect(told).toEqual([])
  })

  it('waits for a folder that is not there, and forgets a torn journal line', async () => {
    await rm(watched, { recursive: true })
    start()
    await until(() => running.status().state === 'missing folder')
    await mkdir(watched)
    await put('a.jsonl', '{"text":"one"}\n')
    await untilRead('a.jsonl')
    await stopSource()
    const { readdir } = await import('node:fs/promises')
    const journal = (await readdir(temp.folder)).find((file) => file.startsWith('folder-'))
    await writeFile(join(temp.folder, journal ?? ''), '{"file":"z.jso', { flag: 'a' })
    await put('b.jsonl', '{"text":"two"}\n')
    start()
    await untilRead('b.jsonl')
    expect((await posts()).map(({ text }) => text)).toEqual(['one', 'two'])
  })
})
