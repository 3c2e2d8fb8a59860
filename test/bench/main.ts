import { writeFile } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Groundswell } from '../harness/groundswell.ts'
import { measureCapacity } from './capacity.ts'
import { benchDevices } from './device-report.ts'
import { measureLatency } from './latency.ts'
import { proportionalMegabytes } from './process-usage.ts'
import { demoTexts } from './texts.ts'

/** npm run bench: everything in one run on one machine; nothing else should run meanwhile. Takes about three minutes. */
const say = (line: string) => process.stderr.write(`${line}\n`)
if (process.argv.includes('--devices')) {
  await benchDevices(say)
  process.exit()
}
const brandsFile = join(tmpdir(), `groundswell-bench-brands-${process.pid}.json`)
await writeFile(brandsFile, JSON.stringify([{ id: 'bench', name: 'Bench', query: 'benchmarked' }]))

say('Starting Groundswell with the shipped ensemble...')
const groundswell = await Groundswell.start({ BRANDS_FILE: brandsFile, LOG_LEVEL: 'warn' })
try {
  const texts = await demoTexts()
  say('Capacity: 40 s with more posts than can be scored...')
  const capacity = await measureCapacity(groundswell, texts)
  const rate = capacity.postsPerSecond / 2
  say(`Latency: 60 s at half of that, ${rate.toFixed(0)} posts/s...`)
  const latency = await measureLatency(groundswell, texts, rate, 60)
  const memory = await proportionalMegabytes(groundswell.tree())
  const total = [...memory.values()].reduce((sum, value) => sum + value, 0)
  process.stdout.write(
    `${JSON.stringify(
      {
        machine: { cores: cpus().length, model: cpus()[0]?.model },
        capacity: { postsPerSecond: Math.round(capacity.postsPerSecond), perCore: Math.round(capacity.postsPerSecond / cpus().length) },
        processorShareAtSaturation: rounded(capacity.shares, 3),
        latencyMsAtHalfCapacity: latency,
        memoryMB: { total: Math.round(total), ...rounded(Object.fromEntries(memory), 0) },
        aims: {
          p50Under500: latency.p50 < 500,
          p99Under1500: latency.p99 < 1_500,
          firstContentUnder1500: latency.firstContentMs < 1_500,
          allSeen: latency.seen === latency.posts,
          classifierGets70Percent: capacity.classifierShare >= 0.7,
          under2500MB: total < 2_500,
        },
      },
      null,
      2,
    )}\n`,
  )
} finally {
  await groundswell.dispose()
}

function rounded(values: Record<string, number>, digits: number): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value.toFixed(digits))]))
}
