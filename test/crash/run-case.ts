import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { startFakeJetstream } from '@groundswell/ingest/testing/fake-jetstream.ts'
import type { Status } from '@groundswell/shared/live-events.ts'
import { Groundswell, type Part, TINY_MODEL } from '../harness/groundswell.ts'
import { waitFor } from '../harness/wait-for.ts'
import { sendPosts } from './http-load.ts'
import { emitEvents } from './jetstream-load.ts'
import { BRANDS, Ledger } from './ledger.ts'
import { Random } from './random.ts'
import { rebalance } from './rebalance.ts'
import { findMistakes } from './verify.ts'

export type Case = {
  target: Part | 'supervisor' | 'rebalance'
  kills: number
  seed: number
  /** Environment that chooses the log. */
  env: NodeJS.ProcessEnv
  /** Another copy of the repository to run. */
  root?: string
}

const CALLERS = 4

/**
 * Runs everything under load, kills the target again and again at random moments, lets the stream drain and compares
 * what is stored with what was accepted.
 * @returns what is wrong; empty when nothing is.
 */
export async function runCase({ target, kills, seed, env, root }: Case, onKill: (number: number) => void): Promise<string[]> {
  const random = new Random(seed)
  const ledger = new Ledger()
  const jetstream = await startFakeJetstream()
  const brandsFile = join(tmpdir(), `groundswell-crash-brands-${process.pid}.json`)
  await writeFile(brandsFile, JSON.stringify(BRANDS))
  const groundswell = await Groundswell.start(
    { MODEL_DIR: TINY_MODEL, SOURCES: 'bluesky', JETSTREAM_URL: jetstream.url, BRANDS_FILE: brandsFile, CLASSIFIER_WORKERS: '1', ...env },
    root,
  )
  const stop = new AbortController()
  try {
    await jetstream.untilRequests(1)
    const load = [
      emitEvents(jetstream, ledger, seed, stop.signal),
      ...Array.from({ length: CALLERS }, (_, caller) => sendPosts(groundswell, ledger, caller, seed, stop.signal)),
    ]
    const failed = Promise.all(load).then(() => undefined)
    failed.catch(() => undefined)
    // The first cursor has to be kept before ingest dies, or the events before it are nobody's.
    await delay(3_000)
    for (let number = 1; number <= kills; number++) {
      await delay(200 + random.below(2_500))
      // Half of the kills hit a stream that flows again, the others one that may still be starting up.
      if (random.next() < 0.5) await progress(groundswell)
      if (target === 'supervisor') {
        await groundswell.killSupervisor()
        await groundswell.startSupervisor()
      } else if (target === 'rebalance') await rebalance(groundswell, random)
      else await groundswell.kill(target)
      onKill(number)
    }
    await delay(1_000)
    stop.abort()
    await failed
    // Everything that Bluesky said has to be in the log before "drained" means anything.
    const status = await settled(groundswell, ledger)
    return await findMistakes(groundswell, ledger, status)
  } finally {
    stop.abort()
    await groundswell.dispose()
    await jetstream.close()
  }
}

/** Waits until something new has its effect in the store. */
async function progress(groundswell: Groundswell): Promise<void> {
  const effects = async () => {
    const { stored, deleted, edited, repeated } = await groundswell.get<Status>('/status')
    return Number(stored) + Number(deleted) + Number(edited) + Number(repeated)
  }
  let before: number | undefined
  await waitFor(
    'the stream to go on',
    async () => {
      const now = await effects()
      before ??= now
      return now > before
    },
    60_000,
  )
}

/** Drains until what was sent has arrived, or nothing changes any more. */
async function settled(groundswell: Groundswell, ledger: Ledger) {
  let status = await groundswell.drain(180_000)
  for (let tries = 0; tries < 20 && (status.stored !== ledger.stored || status.deleted !== ledger.deleted); tries++) {
    await delay(500)
    status = await groundswell.drain()
  }
  return status
}
