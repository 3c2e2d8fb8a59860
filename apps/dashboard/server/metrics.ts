import { metrics } from '@groundswell/runtime/internal-server.ts'
import { Counter, Gauge, Histogram } from 'prom-client'

const registers = [metrics]

export const requestSeconds = new Histogram({
  name: 'groundswell_http_request_seconds',
  help: 'Duration of API requests',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  registers,
})

export const liveClients = new Gauge({ name: 'groundswell_live_clients', help: 'Browsers connected to the live stream', registers })

export const liveEvents = new Counter({
  name: 'groundswell_live_events_total',
  help: 'Events sent to rooms and clients; one to a room counts once',
  labelNames: ['event'],
  registers,
})

export const liveResyncs = new Counter({
  name: 'groundswell_live_resyncs_total',
  help: 'Clients that were too slow for the live stream and got a snapshot instead',
  registers,
})

export const livePollSeconds = new Histogram({
  name: 'groundswell_live_poll_seconds',
  help: 'Duration of asking the store what changed',
  buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5],
  registers,
})

export const livePollFailures = new Counter({
  name: 'groundswell_live_poll_failures_total',
  help: 'Rounds that the store did not answer',
  registers,
})
