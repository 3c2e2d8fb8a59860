import { type InferenceSession, InferenceSession as Session, Tensor } from 'onnxruntime-node'
import type { WorkerInput, WorkerMember, WorkerSetup } from '../worker-messages.ts'

/** A member's graph, loaded on the device. */
export type LoadedMember = { member: WorkerMember; session: InferenceSession; output: string }

const INPUTS = ['input_ids', 'attention_mask', 'token_type_ids']

/** @throws Error where the graph can't be used, or the device. */
export async function loadMember(member: WorkerMember, { provider, profile }: WorkerSetup): Promise<LoadedMember> {
  const session = await Session.create(member.graph, {
    executionProviders: [provider],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
  })
  const unknown = session.inputNames.find((name) => !INPUTS.includes(name))
  if (unknown !== undefined) throw new Error(`wants an input "${unknown}" that texts do not have`)
  const output = session.outputNames.find((name) => name === 'logits') ?? session.outputNames[0]
  if (output === undefined) throw new Error('has no output')
  return { member, session, output }
}

/**
 * Logits of a batch, `labels` a row.
 * @throws Error where the device fails, or the graph does not fit its labels.
 */
export async function runMember(
  { member, session, output }: LoadedMember,
  rows: number,
  inputs: WorkerInput[],
  labels: number,
): Promise<Float32Array> {
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
  if (result.data.length !== rows * labels) throw new Error(`its output has shape ${result.dims.join('x')}, not ${rows}x${labels}`)
  return result.data
}
