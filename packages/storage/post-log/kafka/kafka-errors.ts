/** What kafkajs' errors carry: `type` is the protocol's name of an error that a broker answered. */
type KafkaError = Error & { type?: string; retriable?: boolean; cause?: unknown }

/** Nothing that time heals: wrong credentials, missing rights, a cluster that refuses what is asked. */
const FATAL_TYPES = new Set([
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'SASL_AUTHENTICATION_FAILED',
  'UNSUPPORTED_SASL_MECHANISM',
  'SECURITY_DISABLED',
  'UNSUPPORTED_VERSION',
  'INVALID_GROUP_ID',
  'INVALID_SESSION_TIMEOUT',
  'INCONSISTENT_GROUP_PROTOCOL',
  'INVALID_TOPIC_EXCEPTION',
  'POLICY_VIOLATION',
  'OFFSET_METADATA_TOO_LARGE',
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
])
const FATAL_NAMES = new Set(['KafkaJSSASLAuthenticationError', 'KafkaJSNotImplemented', 'TypeError', 'RangeError', 'ReferenceError'])

/** Answers of a group's coordinator that mean: this member's generation is over. */
const GENERATION_OVER = new Set(['ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID', 'FENCED_INSTANCE_ID'])

/** Answers that say nothing bad about the connection they came through. */
const PLAIN_ANSWERS = new Set([
  ...GENERATION_OVER,
  ...FATAL_TYPES,
  'REBALANCE_IN_PROGRESS',
  'MEMBER_ID_REQUIRED',
  'OFFSET_OUT_OF_RANGE',
  'GROUP_LOAD_IN_PROGRESS',
])

/** The name the protocol gives to what went wrong, looked for below kafkajs' own wrappers. */
export function errorType(error: unknown): string | undefined {
  for (let at = error as KafkaError | undefined; at instanceof Error; at = at.cause as KafkaError | undefined) {
    if (at.type !== undefined) return at.type
  }
  return undefined
}

export function isFatal(error: unknown): boolean {
  for (let at = error as KafkaError | undefined; at instanceof Error; at = at.cause as KafkaError | undefined) {
    if (FATAL_NAMES.has(at.name)) return true
  }
  return FATAL_TYPES.has(errorType(error) ?? '')
}

export function isGenerationOver(error: unknown): boolean {
  return GENERATION_OVER.has(errorType(error) ?? '')
}

export function isPlainAnswer(error: unknown): boolean {
  return PLAIN_ANSWERS.has(errorType(error) ?? '')
}
