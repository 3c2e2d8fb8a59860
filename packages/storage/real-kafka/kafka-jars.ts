import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

export const KAFKA_VERSION = '4.1.1'

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>groundswell</groupId>
  <artifactId>real-kafka</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA_VERSION}</version></dependency>
    <dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency>
  </dependencies>
</project>
`

/** The folder with Kafka's jars: from the user's cache, else from Maven Central (43 MB, once). */
export async function kafkaJars(progress: (message: string) => void): Promise<string> {
  const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'groundswell')
  const jars = join(cache, `kafka-${KAFKA_VERSION}`)
  if (existsSync(jars)) return jars
  progress(`fetching Apache Kafka ${KAFKA_VERSION} from Maven Central (43 MB, once) into ${jars}`)
  await mkdir(cache, { recursive: true })
  const work = await mkdtemp(join(cache, 'fetching-'))
  try {
    await writeFile(join(work, 'pom.xml'), POM)
    await runMaven(work)
    await rename(join(work, 'jars'), jars).catch((error: NodeJS.ErrnoException) => {
      // Someone else fetched them in the meantime.
      if (!existsSync(jars)) throw error
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  return jars
}

async function runMaven(folder: string): Promise<void> {
  const goal = ['-q', '-B', '-f', join(folder, 'pom.xml'), 'dependency:copy-dependencies', `-DoutputDirectory=${join(folder, 'jars')}`]
  const maven = spawn('mvn', goal, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [maven.stdout, maven.stderr]) stream.on('data', (chunk: Buffer) => (output = (output + chunk).slice(-4_000)))
  const code = await new Promise((resolve, reject) => maven.on('error', reject).on('close', resolve))
  if (code !== 0) throw new Error(`mvn could not fetch Kafka (exit code ${code}):\n${output}`)
}
