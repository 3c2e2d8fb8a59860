import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, rmSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@groundswell/runtime/ports.ts'
import { Kafka, logLevel } from 'kafkajs'
import '../post-log/kafka/fix-kafkajs-timers.ts'
import { brokerCommand } from './broker-command.ts'

const UP_WITHIN_MS = 120_000
const DOWN_WITHIN_MS = 15_000

export type RealKafka = {
  /** For `KAFKA_BROKERS`. */
  brokers: string
  /** Stops the broker; a folder that was made for it is removed. */
  stop(): Promise<void>
  /** Stops the broker and starts it again on the same port with the same data (in Docker: with none). */
  restart(): Promise<void>
}

export type RealKafkaOptions = {
  /** Loopback port; a free one when absent. */
  port?: number
  /** Where it keeps its data; a temporary folder, removed at the end, when absent. */
  dir?: string
  progress?: (message: string) => void
}

/** Starts a real Kafka broker (KRaft, one node) on loopback and resolves when it answers. */
export async function startRealKafka(options: RealKafkaOptions = {}): Promise<RealKafka> {
  const progress = options.progress ?? (() => undefined)
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'groundswell-kafka-')))
  const place = { dir, port: options.port || (await freePort()), controllerPort: await freePort() }
  await mkdir(dir, { recursive: true })
  const brokers = `127.0.0.1:${place.port}`
  if (options.dir === undefined) process.once('exit', () => rmSync(dir, { recursive: true, force: true }))
  const removeFolder = async () => {
    if (options.dir === undefined) await rm(dir, { recursive: true, force: true })
  }
  const start = async () => {
    const broker = await spawnBroker(await brokerCommand(place, progress), dir)
    progress(`starting the broker on ${brokers}`)
    await answers(brokers, broker, dir).catch(async (error: unknown) => {
      await end(broker)
      throw error
    })
    return broker
  }
  let broker = await start().catch(async (error: unknown) => {
    await removeFolder()
    throw error
  })
  return {
    brokers,
    async stop() {
      await end(broker)
      await removeFolder()
    },
    async restart() {
      await end(broker)
      broker = await start()
    },
  }
}

async function spawnBroker({ command, args }: { command: string; args: string[] }, dir: string): Promise<ChildProcess> {
  const log = openSync(join(dir, 'broker.log'), 'a')
  // Its own group: a Ctrl-C in the terminal reaches only this process, which then stops the broker in order.
  const broker = spawn(command, args, { cwd: dir, stdio: ['ignore', log, log], detached: true })
  closeSync(log)
  await new Promise<void>((resolve, reject) => broker.once('spawn', resolve).once('error', reject))
  process.once('exit', () => broker.kill('SIGKILL'))
  return broker
}

/** Resolves once the broker serves metadata and its group coordinator has loaded. */
async function answers(brokers: string, broker: ChildProcess, dir: string): Promise<void> {
  const admin = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING, retry: { retries: 0 } }).admin()
  const until = Date.now() + UP_WITHIN_MS
  try {
    for (;;) {
      if (broker.exitCode !== null) throw new Error(`the broker ended with code ${broker.exitCode}:\n${await lastLines(dir)}`)
      try {
        await admin.connect()
        await admin.listTopics()
        await admin.fetchOffsets({ groupId: 'readiness' })
        return
      } catch (error) {
        if (Date.now() > until) throw new Error(`the broker does not answer: ${(error as Error).message}\n${await lastLines(dir)}`)
        await sleep(250)
      }
    }
  } finally {
    await admin.disconnect()
  }
}

async function lastLines(dir: string): Promise<string> {
  return (await readFile(join(dir, 'broker.log'), 'utf8')).split('\n').slice(-30).join('\n')
}

async function end(broker: ChildProcess): Promise<void> {
  if (broker.exitCode !== null || broker.signalCode !== null) return
  const ended = new Promise((resolve) => broker.once('exit', resolve))
  broker.kill('SIGTERM')
  const impatient = setTimeout(() => broker.kill('SIGKILL'), DOWN_WITHIN_MS)
  await ended
  clearTimeout(impatient)
}
