import { runPart } from '@groundswell/runtime/part.ts'
import { startDashboard } from './server/start-dashboard.ts'

await runPart('dashboard', startDashboard)
