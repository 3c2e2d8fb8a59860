import { runPart } from '@groundswell/runtime/part.ts'
import { startAggregator } from './aggregator.ts'

await runPart('aggregator', startAggregator)
