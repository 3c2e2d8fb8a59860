import { metrics } from '@groundswell/runtime/internal-server.ts'
import { Counter, Histogram } from 'prom-client'

export const blocks = new Counter({ name: 'groundswell_blocks_total', help: 'Blocks inserted into the store', registers: [metrics] })

export const blockSeconds = new Histogram({
  name: 'groundswell_block_seconds',
  help: 'Seconds from the first look-up of a block to its acknowledged INSERT',
  buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  registers: [metrics],
})
