import { configSchema } from '@groundswell/shared/config.ts'
import { describe, expect, test } from 'vitest'
import { helpText, parseFlags } from './flags.ts'

describe('flags', () => {
  test('are the settings in kebab case, with a value behind them or after an equals sign', () => {
    expect(parseFlags(['--port', '4000', '--data-dir=/tmp/a=b', '--kafka-ssl'])).toEqual({
      PORT: '4000',
      DATA_DIR: '/tmp/a=b',
      KAFKA_SSL: 'true',
    })
  })

  test('are refused by name', () => {
    expect(() => parseFlags(['--prot', '4000'])).toThrow('--prot is no setting')
    expect(() => parseFlags(['--port', '--data-dir', 'x'])).toThrow('--port needs a value')
    expect(() => parseFlags(['4000'])).toThrow('4000 is no setting')
  })

  test('are all in the help, with what they mean', () => {
    const help = helpText()
    for (const [setting, schema] of Object.entries(configSchema.shape)) {
      expect(help).toContain(`--${setting.toLowerCase().replaceAll('_', '-')} `)
      expect(schema.description, setting).toEqual(expect.any(String))
    }
  })
})
