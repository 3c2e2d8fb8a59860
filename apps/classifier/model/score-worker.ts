import { parentPort } from 'node:worker_threads'
import { env } from 'onnxruntime-node'
import { combine } from './combine.ts'
import { type LoadedMember, loadMember, runMember } from './device/session.ts'
import type { ScoreRequest, WorkerMessage, WorkerRequest, WorkerSetup } from './worker-messages.ts'

// What goes wrong is thrown as well, and told once, by whoever catches it.
env.logLevel = 'fatal'

// A thread on the CPU, a process on a GPU; both talk the same way.
const inbox = parentPort ?? process
const send = (message: WorkerMessage, transfer: ArrayBuffer[] = []) =>
  parentPort === null ? process.send?.(message) : parentPort.postMessage(message, transfer)

const members: LoadedMember[] = []
let setup: WorkerSetup | undefined

async function load(wanted: WorkerSetup): Promise<void> {
  setup = wanted
  for (const member of wanted.members) {
    try {
      const loaded = await loadMember(member, wanted)
      // One token proves inputs, outputs and provider before the first post depends on them.
      const token = { width: 1, ids: new BigInt64Array(1), mask: new BigInt64Array(1).fill(1n) }
      const inputs = wanted.members.map(() => token)
      combine([await runMember(loaded, 1, inputs, wanted.labels)], [{ weight: 1, temperature: 1, bias: [] }], wanted.labels)
      members.push(loaded)
    } catch (error) {
      send({ type: 'refused', graph: member.graph, message: (error as Error).message })
      return
    }
  }
  send({ type: 'ready' })
}

async function score({ id, rows, inputs }: ScoreRequest): Promise<void> {
  try {
    if (setup === undefined) throw new Error('nothing is loaded')
    const logits: Float32Array[] = []
    for (const member of members) logits.push(await runMember(member, rows, inputs, setup.labels))
    const probabilities = combine(logits, setup.members, setup.labels)
    send({ type: 'scored', id, probabilities }, [probabilities.buffer as ArrayBuffer])
  } catch (error) {
    send({ type: 'failed', id, message: (error as Error).message })
  }
}

async function stop(): Promise<void> {
  await Promise.all(members.map(({ session }) => session.release()))
  process.exit()
}

inbox.on('message', (request: WorkerRequest) => {
  if (request.type === 'load') void load(request.setup)
  else if (request.type === 'score') void score(request)
  else void stop()
})

if (parentPort === null) {
  // Signals may reach the whole group: it is the classifier that says when to stop, and its end ends this.
  process.on('disconnect', () => process.exit())
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
}
