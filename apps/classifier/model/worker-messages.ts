import type { Calibration } from './combine.ts'

/** A member as a worker loads it. */
export type WorkerMember = Calibration & {
  /** File of the ONNX graph. */ graph: string /** Which of a batch's inputs it reads. */
  tokenizer: number
}

export type Provider = 'cpu' | 'cuda' | 'webgpu'
export type WorkerSetup = {
  members: WorkerMember[]
  labels: number
  provider: Provider
  /** How the profiles begin that ONNX Runtime writes when a worker stops: they name the provider of every node that ran. */
  profile?: string
}

/** Token ids and attention mask of a batch, padded to `width`, for one tokenizer. */
export type WorkerInput = { width: number; ids: BigInt64Array; mask: BigInt64Array }
export type ScoreRequest = { type: 'score'; id: number; rows: number; inputs: WorkerInput[] }
export type WorkerRequest = { type: 'load'; setup: WorkerSetup } | ScoreRequest | { type: 'stop' }

export type WorkerMessage =
  | { type: 'ready' }
  /** The model could not be loaded; `graph` is the file that made trouble. */
  | { type: 'refused'; graph: string; message: string }
  | { type: 'scored'; id: number; probabilities: Float32Array }
  | { type: 'failed'; id: number; message: string }
