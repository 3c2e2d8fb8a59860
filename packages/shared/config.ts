import { z } from 'zod'

const LOOPBACK_HOSTS = new Set(['127.0.0.1', '::1', 'localhost'])

/** Switches of other programs, which take these words and any case. */
const looseFlag = z
  .string()
  .optional()
  .transform((value) => /^(?:1|true|yes|on)$/i.test(value ?? ''))
const port = (fallback: number) =>
  z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65_535, 'must be a port number').default(fallback)
const flag = z
  .enum(['true', 'false'], { error: 'must be true or false' })
  .default('false')
  .transform((value) => value === 'true')
const url = z.url({ protocol: /^https?$/, error: 'must be an http or https address' })
const list = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

const source = z.string().regex(/^(bluesky|demo|http|folder:.+)$/, 'must be a comma list of bluesky, demo, http and folder:DIR')

/**
 * Every setting, read once in each main. The text of `describe` is what `npm start -- --help` prints,
 * and each setting is also a flag of `npm start` in kebab case.
 */
export const configSchema = z
  .object({
    PORT: port(3000).describe('port of the dashboard and the API'),
    HOST: z.string().default('127.0.0.1').describe('address the dashboard listens on; beyond loopback needs ADMIN_KEY'),
    DATA_DIR: z.string().min(1).default('./data').describe('folder of the embedded log and store'),
    SOURCES: z
      .string()
      .optional()
      .transform((text) => (text === undefined ? undefined : list(text)))
      .pipe(z.array(source).optional())
      .describe('comma list of bluesky, demo, http, folder:DIR (default bluesky; http is always on)'),
    JETSTREAM_URL: z
      .url({ protocol: /^wss?$/, error: 'must be a ws or wss address' })
      .optional()
      .describe('another Bluesky Jetstream to read from'),
    BRANDS_FILE: z.string().min(1).optional().describe('JSON file with the brands to watch: [{"id","name","query"}]'),
    KAFKA_BROKERS: z
      .string()
      .optional()
      .transform((text) => (text === undefined ? undefined : list(text)))
      .pipe(
        z
          .array(z.string().regex(/^.+:\d+$/, 'must be a comma list of host:port'))
          .min(1)
          .optional(),
      )
      .describe('comma list of host:port; unset means the embedded log'),
    KAFKA_TOPIC_PREFIX: z
      .string()
      .regex(/^[A-Za-z0-9._-]{0,100}$/, 'may hold letters, digits, dot, underscore and dash')
      .default('')
      .describe('put before every topic and group, to share a cluster'),
    KAFKA_PARTITIONS: z.coerce.number().int().min(1).max(1000).default(3).describe('partitions of topics that are created'),
    KAFKA_SSL: flag.describe('talk TLS to Kafka'),
    KAFKA_SASL_MECHANISM: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional().describe('plain, scram-sha-256 or scram-sha-512'),
    KAFKA_SASL_USERNAME: z.string().optional().describe('user name at Kafka'),
    KAFKA_SASL_PASSWORD: z.string().optional().describe('password at Kafka'),
    LOG_RETENTION_HOURS: z.coerce
      .number()
      .positive()
      .optional()
      .describe('how long the log keeps posts (default: 24 embedded, 72 in Kafka)'),
    CLICKHOUSE_URL: url.optional().describe('ClickHouse server; unset means the embedded store'),
    CLICKHOUSE_USER: z.string().default('default').describe('user name at ClickHouse'),
    CLICKHOUSE_PASSWORD: z.string().default('').describe('password at ClickHouse'),
    EMBEDDED_CLICKHOUSE_PORT: port(8123).describe('loopback port of the embedded store'),
    MODEL_DIR: z
      .string()
      .min(1)
      .optional()
      .describe('directory of models, or a Hugging Face id such as owner/name or owner/name@revision (default: the shipped ensemble)'),
    HF_ENDPOINT: url.default('https://huggingface.co').describe('where models named by id are downloaded from'),
    HF_TOKEN: z.string().min(1).optional().describe('access token for private and gated models'),
    HF_HUB_OFFLINE: looseFlag.describe('1: never download; use models that are in the cache'),
    HF_HOME: z.string().min(1).optional().describe('keep downloaded models in groundswell/models below this folder'),
    XDG_CACHE_HOME: z.string().min(1).optional().describe('where HF_HOME is unset: the same below this folder (default ~/.cache)'),
    CLASSIFIER_DEVICE: z.enum(['auto', 'cpu', 'webgpu', 'cuda']).default('auto').describe('auto, cpu, webgpu or cuda'),
    CLASSIFIER_WORKERS: z.coerce.number().int().min(1).max(256).optional().describe('scoring threads (default: one a core)'),
    LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info').describe('trace to fatal, or silent'),
    ADMIN_KEY: z.string().min(16, 'must have at least 16 characters').optional().describe('key of the administrator'),
    ALLOW_LOOPBACK_WEBHOOKS: flag.describe('allow webhooks to http addresses on this machine'),
    INGEST_URL: url.optional().describe('where the dashboard forwards posts to'),
    CLASSIFIER_URL: url.optional().describe('where the dashboard forwards predictions to'),
    AGGREGATOR_URL: url.optional().describe('where the dashboard asks whether the aggregator is ready'),
    INTERNAL_HOST: z.string().default('127.0.0.1').describe('address a part listens on for health, metrics and forwarded requests'),
    INTERNAL_PORT: port(0).describe('port a part listens on for the same; 0 picks a free one'),
  })
  .superRefine((config, context) => {
    const needs = (field: keyof typeof config, message: string) => context.addIssue({ code: 'custom', path: [field], message })
    if (!LOOPBACK_HOSTS.has(config.HOST) && config.ADMIN_KEY === undefined)
      needs('ADMIN_KEY', `must be set when HOST is ${config.HOST}: anyone who reaches that address could change things`)
    if (config.KAFKA_SASL_MECHANISM !== undefined && (config.KAFKA_SASL_USERNAME === undefined || config.KAFKA_SASL_PASSWORD === undefined))
      needs('KAFKA_SASL_USERNAME', 'and KAFKA_SASL_PASSWORD must be set when KAFKA_SASL_MECHANISM is')
  })

export type Config = z.infer<typeof configSchema>

/** True for an address only this machine can reach. */
export function isLoopbackHost(host: string): boolean {
  return LOOPBACK_HOSTS.has(host)
}
