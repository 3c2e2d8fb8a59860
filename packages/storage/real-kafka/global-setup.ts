import type { TestProject } from 'vitest/node'
import { startRealKafka } from './start-real-kafka.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Address of the broker that all tests of a run share; topic prefixes keep them apart. */
    kafkaBrokers: string
  }
}

export default async function setup(project: TestProject) {
  const kafka = await startRealKafka({ progress: (message) => process.stderr.write(`kafka: ${message}\n`) })
  project.provide('kafkaBrokers', kafka.brokers)
  return async () => await kafka.stop()
}
