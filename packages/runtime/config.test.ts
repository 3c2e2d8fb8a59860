import { describe, expect, test } from 'vitest'
import { readConfig } from './config.ts'

describe('readConfig', () => {
  test('has a default for everything, and takes empty variables for unset ones', () => {
    const config = readConfig({ KAFKA_BROKERS: '', PORT: '' })
    expect(config).toMatchObject({ PORT: 3000, HOST: '127.0.0.1' })
    expect([config.KAFKA_BROKERS, config.SOURCES]).toEqual([undefined, undefined])
  })

  test('reads lists', () => {
    expect(readConfig({ SOURCES: 'bluesky, folder:/srv/a b,http' }).SOURCES).toEqual(['bluesky', 'folder:/srv/a b', 'http'])
    expect(readConfig({ KAFKA_BROKERS: 'a:9092,b:9092' }).KAFKA_BROKERS).toEqual(['a:9092', 'b:9092'])
  })

  test.each([
    [{ PORT: 'eighty' }, 'PORT must be a port number'],
    [{ SOURCES: 'bluesky,twitter' }, 'SOURCES must be a comma list of bluesky, demo, http and folder:DIR'],
    [{ KAFKA_BROKERS: 'localhost' }, 'KAFKA_BROKERS must be a comma list of host:port'],
    [{ KAFKA_SSL: 'yes' }, 'KAFKA_SSL must be true or false'],
    [{ KAFKA_SASL_MECHANISM: 'plain' }, 'KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD must be set'],
    [{ CLICKHOUSE_URL: 'ftp://x' }, 'CLICKHOUSE_URL must be an http or https address'],
    [{ HOST: '0.0.0.0' }, 'ADMIN_KEY must be set when HOST is 0.0.0.0'],
    [{ ADMIN_KEY: 'short' }, 'ADMIN_KEY must have at least 16 characters'],
  ])('names the variable and the fix: %o', (env, message) => {
    expect(() => readConfig(env)).toThrow(message)
  })
})
