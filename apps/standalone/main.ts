import { UserError } from '@groundswell/shared/errors.ts'
import { startStandalone } from './standalone.ts'

try {
  await startStandalone(process.argv.slice(2), process.env)
  process.exit(0)
} catch (error) {
  const known = error instanceof UserError
  process.stderr.write(`groundswell: ${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(known ? 2 : 1)
}
