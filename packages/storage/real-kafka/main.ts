import { parseArgs } from 'node:util'
import { UserError } from '@groundswell/shared/errors.ts'
import { startRealKafka } from './start-real-kafka.ts'

const HELP = `npm run kafka [-- --port 9092] [--dir FOLDER]

Runs a real Kafka broker on loopback until Ctrl-C. Prints its address on stdout once it answers.
  --port  loopback port (default 9092; 0 picks a free one)
  --dir   where to keep its data (default: a temporary folder, removed at the end)
`
const say = (message: string) => process.stderr.write(`kafka: ${message}\n`)

try {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '9092' }, dir: { type: 'string' }, help: { type: 'boolean' } },
  })
  if (values.help) {
    process.stdout.write(HELP)
    process.exit(0)
  }
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UserError(400, 'invalid_flag', '--port must be a port number')
  let kafka: Awaited<ReturnType<typeof startRealKafka>> | undefined
  const stop = async () => {
    say('stopping')
    await kafka?.stop()
    process.exit(0)
  }
  process.once('SIGINT', () => void stop())
  process.once('SIGTERM', () => void stop())
  kafka = await startRealKafka({ port, ...(values.dir === undefined ? {} : { dir: values.dir }), progress: say })
  say(`ready; try it with KAFKA_BROKERS=${kafka.brokers} npm start, stop it with Ctrl-C`)
  process.stdout.write(`${kafka.brokers}\n`)
} catch (error) {
  say((error as Error).message)
  process.exit(error instanceof UserError || (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') ? 2 : 1)
}
