import { parseArgs } from 'node:util'
import { startRealKafka } from '@groundswell/storage/real-kafka/start-real-kafka.ts'
import { type Case, runCase } from './run-case.ts'
import { SABOTAGES, sabotagedCopy } from './sabotage.ts'

const HELP = `npm run crash -- [--kills 20] [--supervisor-kills 5] [--rebalances 20] [--seed 1] [--logs embedded,kafka] [--targets ingest,...] [--no-controls]
Kills each part of a running Groundswell again and again under load, then compares what is stored with what was accepted.
`
const { values } = parseArgs({
  allowNegative: true,
  options: {
    help: { type: 'boolean', default: false },
    kills: { type: 'string', default: '20' },
    'supervisor-kills': { type: 'string', default: '5' },
    rebalances: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
    logs: { type: 'string', default: 'embedded,kafka' },
    targets: { type: 'string', default: 'ingest,classifier,aggregator,store,supervisor,rebalance' },
    controls: { type: 'boolean', default: true },
  },
})
if (values.help) {
  process.stdout.write(HELP)
  process.exit(0)
}

const say = (line: string) => process.stderr.write(`${line}\n`)
const seed = Number(values.seed)
const targets = values.targets.split(',') as Case['target'][]
let passed = 0
let failed = 0

async function check(name: string, testCase: Case, mistakesExpected: boolean): Promise<void> {
  const started = Date.now()
  const mistakes = await runCase(testCase, (number) => say(`  ${name}: ${number}/${testCase.kills}`)).catch((error: Error) => [
    error.message,
  ])
  const good = mistakes.length > 0 === mistakesExpected
  if (good) passed++
  else failed++
  const what = mistakes.length === 0 ? 'exact' : mistakes.join('; ')
  process.stdout.write(
    `${good ? 'ok  ' : 'FAIL'} ${name}, seed ${testCase.seed}, ${Math.round((Date.now() - started) / 1000)} s: ${what}\n`,
  )
}

function killsOf(target: Case['target']): number {
  if (target === 'supervisor') return Number(values['supervisor-kills'])
  return Number(target === 'rebalance' ? values.rebalances : values.kills)
}

for (const log of values.logs.split(',')) {
  const kafka = log === 'kafka' ? await startRealKafka() : null
  for (const [index, target] of targets.entries()) {
    if (target === 'rebalance' && kafka === null) continue
    const env = kafka === null ? {} : { KAFKA_BROKERS: kafka.brokers, KAFKA_TOPIC_PREFIX: `crash-${seed}-${target}.` }
    await check(`${log}: ${target} x ${killsOf(target)}`, { target, kills: killsOf(target), seed: seed + index, env }, false)
  }
  await kafka?.stop()
}

if (values.controls) {
  for (const sabotage of SABOTAGES) {
    const copy = await sabotagedCopy(sabotage)
    // Whatever was in mid-block when the part died must show: enough kills to hit the moment between INSERT and commit.
    const target = sabotage.name.includes('watermark') ? 'classifier' : 'aggregator'
    await check(`control, ${sabotage.name}: must fail`, { target, kills: 20, seed, env: {}, root: copy.root }, true)
    await copy.dispose()
  }
}

process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exit(failed === 0 ? 0 : 1)
