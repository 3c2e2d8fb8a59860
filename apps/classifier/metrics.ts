import { metrics } from '@groundswell/runtime/internal-server.ts'
import type { ScoredPost } from '@groundswell/shared/scored-post.ts'
import { Counter, Gauge, Histogram } from 'prom-client'
import type { Arrival } from './steps/records.ts'

const registers = [metrics]

const outcomes = new Counter({
  name: 'groundswell_classified_records_total',
  help: 'Records of topic posts by what became of them',
  labelNames: ['outcome'],
  registers,
})
const deadLetters = new Counter({
  name: 'groundswell_dead_letters_total',
  help: 'Records no post could be made of, by the field that was wrong or the kind of failure',
  labelNames: ['reason'],
  registers,
})
export const batchSize = new Histogram({
  name: 'groundswell_scoring_batch_texts',
  help: 'Texts a batch of the model',
  buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
  registers,
})
export const batchSeconds = new Histogram({
  name: 'groundswell_scoring_seconds',
  help: 'Seconds a batch takes in a scoring thread',
  buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  registers,
})
export const workersReplaced = new Counter({
  name: 'groundswell_scoring_threads_replaced_total',
  help: 'Scoring threads that died and were replaced',
  registers,
})
export const modelLoads = new Counter({
  name: 'groundswell_model_loads_total',
  help: 'Models that were loaded, and versions that appeared and were refused',
  labelNames: ['outcome'],
  registers,
})
const modelInfo = new Gauge({
  name: 'groundswell_model_info',
  help: 'The model that serves: always 1',
  labelNames: ['model', 'device'],
  registers,
})

/** Shows which model serves from now on. */
export function showModel(model: string, device: string): void {
  modelLoads.inc({ outcome: 'loaded' })
  modelInfo.reset()
  modelInfo.set({ model, device }, 1)
}

/** Counts what became of a record. Dead letters go by the field that was wrong, else by the kind of failure: few either way. */
export function countOutcome(arrival: Arrival<ScoredPost>): void {
  const { kind } = arrival
  outcomes.inc({ outcome: kind === 'post' ? (arrival.scores === null ? 'unsupported' : 'scored') : kind })
  if (kind === 'dead') deadLetters.inc({ reason: arrival.field ?? arrival.reason })
}

let waitingBatches = () => 0
new Gauge({
  name: 'groundswell_scoring_queue_batches',
  help: 'Batches that wait for a scoring thread',
  registers,
  collect() {
    this.set(waitingBatches())
  },
})

/** Shows, whenever it is asked, how many batches wait for a scoring thread. */
export function watchQueue(waiting: () => number): void {
  waitingBatches = waiting
}
