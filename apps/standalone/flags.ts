import { configSchema } from '@groundswell/shared/config.ts'
import { UserError } from '@groundswell/shared/errors.ts'

const settings = Object.entries(configSchema.shape)
const toFlag = (setting: string) => `--${setting.toLowerCase().replaceAll('_', '-')}`

/**
 * Turns `--data-dir X`, `--data-dir=X` and switches such as `--kafka-ssl` into environment variables.
 * @throws UserError for a flag that is no setting or lacks its value.
 */
export function parseFlags(args: string[]): Record<string, string> {
  const names = new Map(settings.map(([setting]) => [toFlag(setting), setting]))
  const parsed: Record<string, string> = {}
  for (let index = 0; index < args.length; index++) {
    const [flag = '', inline] = splitOnce(args[index] ?? '', '=')
    const setting = names.get(flag)
    if (setting === undefined) throw new UserError(400, 'unknown_flag', `${flag} is no setting; npm start -- --help lists them all.`, flag)
    const next = args[index + 1]
    const value = inline ?? (next === undefined || next.startsWith('--') ? undefined : args[++index])
    if (value === undefined && !isSwitch(setting)) throw new UserError(400, 'missing_value', `${flag} needs a value.`, flag)
    parsed[setting] = value ?? 'true'
  }
  return parsed
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

const isSwitch = (setting: string) => setting === 'KAFKA_SSL' || setting === 'ALLOW_LOOPBACK_WEBHOOKS'

/** Every setting as flag and variable, with its default. */
export function helpText(): string {
  const defaults: Record<string, unknown> = configSchema.parse({})
  const lines = settings.map(([setting, schema]) => {
    const value = defaults[setting]
    const fallback = value === undefined || value === '' ? '' : ` (default ${String(value)})`
    return `  ${toFlag(setting).padEnd(28)} ${setting.padEnd(26)} ${schema.description ?? ''}${fallback}`
  })
  return `npm start -- [--flag value ...]\n\n  ${'flag'.padEnd(28)} ${'variable'.padEnd(26)} meaning\n${lines.join('\n')}\n`
}
