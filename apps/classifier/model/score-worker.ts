import { parentPort, workerData } from 'node:worker_threads'
import { env, type InferenceSession, InferenceSession as Session, Tensor } from 'onnxruntime-node'
import { combine } from './combine.ts'
import type { ScoreRequest, WorkerInput, WorkerMember, WorkerMessage, WorkerRequest, WorkerSetup } from './worker-messages.ts'

const setup = workerData as WorkerSetup
const send = (message: WorkerMessage, transfer: ArrayBuffer[] = []) => parentPort?.postMessage(message, transfer)

// What goes wrong is thrown as well, and told once, by whoever catches it.
env.logLevel = 'fatal'

type Loaded = { member: WorkerMember; session: InferenceSession; output: string }

async function load(member: WorkerMember): Promise<Loaded> {
  const session = await Session.create(member.graph, {
    executionProviders: [setup.provider],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
  })
  const unknown = session.inputNames.find((name) => !['input_ids', 'attention_mask', 'token_type_ids'].includes(name))
  if (unknown !== undefined) throw new Error(`wants an input "${unknown}" that texts do not have`)
  const output = session.outputNames.find((name) => name === 'logits') ?? session.outputNames[0]
  if (output === undefined) throw new Error('has no output')
  return { member, session, output }
}

async function run({ member, session, output }: Loaded, rows: number, inputs: WorkerInput[]): Promise<Float32Array> {
  const input = inputs[member.tokenizer]
  if (input === undefined) throw new Error(`no input for tokenizer ${member.tokenizer}`)
  const tensor = (data: BigInt64Array) => new Tensor('int64', data, [rows, input.width])
  const feeds: Record<string, Tensor> = {}
  for (const name of session.inputNames) {
    const data = name === 'input_ids' ? input.ids : name === 'attention_mask' ? input.mask : new BigInt64Array(rows * input.width)
    feeds[name] = tensor(data)
  }
  const result = (await session.run(feeds))[output]
  if (!(result?.data instanceof Float32Array)) throw new Error(`its output ${output} is not float32`)
  if (result.data.length !== rows * setup.labels)
    throw new Error(`its output has shape ${result.dims.join('x')}, not ${rows}x${setup.labels}`)
  return result.data
}

async function score(members: Loaded[], { id, rows, inputs }: ScoreRequest): Promise<void> {
  try {
    const logits: Float32Array[] = []
    for (const member of members) logits.push(await run(member, rows, inputs))
    const probabilities = combine(logits, setup.members, setup.labels)
    send({ type: 'scored', id, probabilities }, [probabilities.buffer as ArrayBuffer])
  } catch (error) {
    send({ type: 'failed', id, message: (error as Error).message })
  }
}

async function start(): Promise<void> {
  const members: Loaded[] = []
  for (const member of setup.members) {
    try {
      const loaded = await load(member)
      // One token proves inputs, outputs and provider before the first post depends on them.
      const input = { width: 1, ids: new BigInt64Array(1), mask: new BigInt64Array(1).fill(1n) }
      combine(
        [
          await run(
            loaded,
            1,
            setup.members.map(() => input),
          ),
        ],
        [{ weight: 1, temperature: 1, bias: [] }],
        setup.labels,
      )
      members.push(loaded)
    } catch (error) {
      return send({ type: 'refused', graph: member.graph, message: (error as Error).message })
    }
  }
  parentPort?.on('message', (request: WorkerRequest) => {
    if (request.type === 'stop') process.exit()
    void score(members, request)
  })
  send({ type: 'ready' })
}

await start()
