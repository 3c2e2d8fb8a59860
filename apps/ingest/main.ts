import { runPart } from '@groundswell/runtime/part.ts'
import { startIngest } from './start-ingest.ts'

await runPart('ingest', startIngest)
