import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '@groundswell/shared/errors.ts'
import { works } from './commands.ts'
import { KAFKA_VERSION, kafkaJars } from './kafka-jars.ts'

/** The image that infra/compose.yaml runs too. */
const IMAGE = `apache/kafka:${KAFKA_VERSION}`

export type BrokerPlace = { dir: string; port: number; controllerPort: number }

/** What to spawn for a broker that runs in the foreground. */
export type BrokerCommand = { command: string; args: string[] }

/**
 * A broker from the jars of Maven Central where Java and Maven are installed, else one in Docker.
 * @throws UserError that says what to install.
 */
export async function brokerCommand(place: BrokerPlace, progress: (message: string) => void): Promise<BrokerCommand> {
  if (works('java', '-version') && works('mvn', '-version')) return await javaBroker(place, progress)
  if (works('docker', 'info')) return dockerBroker(place)
  throw new UserError(
    400,
    'kafka_needs_java',
    'A Kafka broker needs Java 17 and Maven (Debian: apt install openjdk-17-jre-headless maven; macOS: brew install openjdk maven) or a running Docker.',
  )
}

/** One node is broker and controller at once, without ZooKeeper (KRaft); replication is 1 because there is no other. */
function settings({ port, controllerPort }: BrokerPlace, bind: string, logDir: string): Record<string, string> {
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://${bind}:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': logDir,
    'auto.create.topics.enable': 'false',
    'offsets.topic.num.partitions': '4',
    'offsets.topic.replication.factor': '1',
    'transaction.state.log.num.partitions': '4',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
  }
}

async function javaBroker(place: BrokerPlace, progress: (message: string) => void): Promise<BrokerCommand> {
  const jars = await kafkaJars(progress)
  const properties = join(place.dir, 'server.properties')
  const lines = Object.entries(settings(place, '127.0.0.1', join(place.dir, 'data'))).map(([name, value]) => `${name}=${value}\n`)
  await writeFile(properties, lines.join(''))
  const java = ['-Xmx512m', '-XX:TieredStopAtLevel=1', '-cp', join(jars, '*')]
  if (!existsSync(join(place.dir, 'data'))) {
    progress('formatting the storage of the broker')
    const id = Buffer.from(randomUUID().replaceAll('-', ''), 'hex').toString('base64url')
    const format = spawnSync('java', [...java, 'kafka.tools.StorageTool', 'format', '-t', id, '-c', properties], { encoding: 'utf8' })
    if (format.status !== 0) throw new Error(`Kafka could not format its storage:\n${format.stdout}${format.stderr}`)
  }
  return { command: 'java', args: [...java, 'kafka.Kafka', properties] }
}

function dockerBroker(place: BrokerPlace): BrokerCommand {
  const variables = Object.entries(settings(place, '0.0.0.0', '/tmp/kafka-data')).map(
    ([name, value]) => `KAFKA_${name.toUpperCase().replaceAll('.', '_')}=${value}`,
  )
  const environment = variables.flatMap((variable) => ['-e', variable])
  return { command: 'docker', args: ['run', '--rm', '-p', `127.0.0.1:${place.port}:${place.port}`, ...environment, IMAGE] }
}
