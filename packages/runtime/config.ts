import { type Config, configSchema } from '@groundswell/shared/config.ts'
import { UserError } from '@groundswell/shared/errors.ts'

/**
 * Reads the whole configuration from environment variables. Empty variables count as unset, as compose files write them.
 * @throws UserError that names the variable and the fix.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const result = configSchema.safeParse(set)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const field = String(issue?.path[0] ?? '')
  throw new UserError(400, 'invalid_setting', `${field} ${issue?.message ?? 'is wrong'}`, field)
}
