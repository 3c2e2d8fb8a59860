import { runPart } from '@groundswell/runtime/part.ts'
import { startClassifier } from './start-classifier.ts'

await runPart('classifier', startClassifier)
