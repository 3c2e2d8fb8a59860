import { spawnSync } from 'node:child_process'
import { createClient } from '@clickhouse/client'
import { startRealKafka } from '@groundswell/storage/real-kafka/start-real-kafka.ts'
import { Groundswell, TINY_MODEL } from '../harness/groundswell.ts'
import { waitFor } from '../harness/wait-for.ts'
import { compareWithTransformers, shippedMembers } from './transformers-peer.ts'

/** `bash test/peers/run` starts this: programs that others wrote talk to Kafka and to the embedded store, and load the shipped models. */
const PREFIX = 'peers.'
const kafka = await startRealKafka()
const groundswell = await Groundswell.start({ MODEL_DIR: TINY_MODEL, KAFKA_BROKERS: kafka.brokers, KAFKA_TOPIC_PREFIX: PREFIX })
let passed = 0
let failed = 0

async function check(name: string, run: () => Promise<void> | void): Promise<void> {
  try {
    await run()
    passed++
    process.stdout.write(`ok   ${name}\n`)
  } catch (error) {
    failed++
    process.stdout.write(`FAIL ${name}: ${error instanceof Error ? error.message : String(error)}\n`)
  }
}

function run(command: string, args: string[], input = ''): string {
  const result = spawnSync(command, args, { input, encoding: 'utf8' })
  if (result.status !== 0) throw new Error(`${command} ended with ${result.status}: ${result.error?.message ?? result.stderr}`)
  return result.stdout
}

const kcat = (lines: string[]) => run('kcat', ['-b', kafka.brokers, '-P', '-t', `${PREFIX}posts`], `${lines.join('\n')}\n`)

await check('kcat writes a post into Kafka and it is stored', async () => {
  kcat([JSON.stringify({ id: 'kcat-1', text: 'Written by a Kafka producer that nobody here wrote', lang: 'en', retweets: 5 })])
  await waitFor('the post', async () => (await groundswell.sql("SELECT id FROM posts WHERE id = 'kcat-1'")).length === 1)
})

await check('garbage in the topic is dead-lettered with a reason and stops nothing', async () => {
  const before = await groundswell.drain()
  kcat(['not json at all', '{"id":5}', '[]', '{"id":"x","text":"too far ahead","createdAt":"2999-01-01T00:00:00Z"}', '\u0001\u0002'])
  kcat([JSON.stringify({ id: 'kcat-2', text: 'After the garbage, life goes on', lang: 'en' })])
  await waitFor('the post after it', async () => (await groundswell.sql("SELECT id FROM posts WHERE id = 'kcat-2'")).length === 1)
  const after = await groundswell.drain()
  if (Number(after.deadLettered) !== Number(before.deadLettered) + 5) throw new Error(`${after.deadLettered} dead letters`)
  const sum = Number(after.stored) + Number(after.deleted) + Number(after.edited) + Number(after.repeated) + Number(after.deadLettered)
  if (sum !== after.accepted) throw new Error(`outcomes are ${sum}, accepted ${after.accepted}`)
  const letters = run('kcat', ['-b', kafka.brokers, '-C', '-e', '-q', '-t', `${PREFIX}dead-letters`])
    .trim()
    .split('\n')
  if (letters.length !== 5 || !letters.every((line) => JSON.parse(line).reason)) throw new Error(`dead-letters holds ${letters.join(' ')}`)
})

const url = `${groundswell.storeUrl}/`
await check('curl questions the embedded store', () => {
  const out = run('curl', ['-sS', '--data-binary', "SELECT count() FROM posts WHERE id LIKE 'kcat-%'", url])
  if (out.trim() !== '2') throw new Error(out)
})
await check('curl may not write to it', () => {
  const out = run('curl', ['-sS', '--data-binary', 'DROP TABLE groundswell.scored_posts', url])
  if (!/Code: \d+/.test(out)) throw new Error(out)
})
await check('@clickhouse/client questions it', async () => {
  const client = createClient({ url: groundswell.storeUrl, database: 'groundswell' })
  const result = await client.query({
    query: "SELECT id FROM posts WHERE source = {source:String} AND id = 'kcat-1'",
    query_params: { source: 'http' },
    format: 'JSON',
  })
  const { data } = await result.json<{ id: string }>()
  await client.close()
  if (data.length !== 1) throw new Error(JSON.stringify(data))
})
await check('clickhouse-connect questions it', () => {
  const port = new URL(groundswell.storeUrl).port
  const script = `import clickhouse_connect
client = clickhouse_connect.get_client(host='127.0.0.1', port=${port}, database='groundswell')
print(client.query("SELECT id, time, brands, joy FROM posts WHERE id LIKE 'kcat-%' ORDER BY id").result_rows)`
  const out = run(process.env['PEERS_PYTHON'] ?? 'python3', ['-c', script])
  if (!out.includes('kcat-1') || !out.includes('kcat-2')) throw new Error(out)
})

for (const member of shippedMembers())
  await check(`@huggingface/transformers finds the logits that we find: models/${member}`, () =>
    compareWithTransformers(process.env['PEERS_NODE'] ?? '', member),
  )

await groundswell.dispose()
await kafka.stop()
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exit(failed === 0 ? 0 : 1)
