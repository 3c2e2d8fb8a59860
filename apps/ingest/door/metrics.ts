import { metrics } from '@groundswell/runtime/internal-server.ts'
import { Counter } from 'prom-client'

/** The ways in. Metrics are labelled with these and never with a post's own source, which callers choose freely. */
export const INTAKES = ['bluesky', 'http', 'folder', 'demo'] as const
export type Intake = (typeof INTAKES)[number]

/** Why something offered is no post; each one is a label of `groundswell_ingest_refused_total`. */
export const REFUSAL_REASONS = [
  'empty_text',
  'text_too_long',
  'not_utf8',
  'not_json',
  'not_an_object',
  'too_large',
  'missing_field',
  'unknown_field',
  'wrong_field',
  'reserved_source',
  'future_time',
  'bad_event',
] as const
export type RefusalReason = (typeof REFUSAL_REASONS)[number]

export const acceptedRecords = new Counter({
  name: 'groundswell_ingest_accepted_total',
  help: 'Records (posts, edits, deletes) made durable in topic posts, by the way they came in.',
  labelNames: ['intake'] as const,
  registers: [metrics],
})

export const refused = new Counter({
  name: 'groundswell_ingest_refused_total',
  help: 'What was offered and is no post, by the way it came in and the reason.',
  labelNames: ['intake', 'reason'] as const,
  registers: [metrics],
})

export const reconnects = new Counter({
  name: 'groundswell_ingest_reconnects_total',
  help: 'Connections to a source that ended and were opened again.',
  labelNames: ['intake'] as const,
  registers: [metrics],
})

// Counters that exist from the start at 0 let `rate()` see the first refusal.
for (const intake of INTAKES) {
  acceptedRecords.inc({ intake }, 0)
  for (const reason of REFUSAL_REASONS) refused.inc({ intake, reason }, 0)
}
