import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { UserError } from '@groundswell/shared/errors.ts'
import { type EmotionStore, queryRows } from './emotion-store.ts'

const FOLDER = new URL('./migrations/', import.meta.url)

export type Migration = { name: string; checksum: string; statements: string[] }

/** The numbered SQL files in their order. Statements end with a semicolon at the end of a line. */
export async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(FOLDER)).filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name)).sort()
  return await Promise.all(
    names.map(async (name) => {
      const sql = await readFile(new URL(name, FOLDER), 'utf8')
      const statements = sql.split(/;[ \t]*(?:\n|$)/).filter((statement) => statement.replaceAll(/^\s*--.*$/gm, '').trim() !== '')
      return { name, checksum: createHash('sha256').update(sql).digest('hex').slice(0, 16), statements }
    }),
  )
}

/**
 * Applies the migrations the store does not have yet. Every statement is idempotent (`IF NOT EXISTS`), because
 * ClickHouse has no transaction to put them in: several processes may run this at once, and one that was killed in the
 * middle is simply repeated.
 * @returns names of the migrations this call applied.
 * @throws UserError when the store was migrated by a newer version, or by a file that was changed afterwards.
 */
export async function migrate(store: EmotionStore): Promise<string[]> {
  const client = store.client
  await client.command({ query: 'CREATE DATABASE IF NOT EXISTS groundswell' })
  await client.command({
    query: `CREATE TABLE IF NOT EXISTS groundswell.migrations (name String, checksum String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3))
      ENGINE = ReplacingMergeTree ORDER BY name SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
  })
  const migrations = await readMigrations()
  const applied = await appliedMigrations(store)
  for (const [name, checksum] of applied) {
    const migration = migrations.find((candidate) => candidate.name === name)
    if (migration === undefined)
      throw new UserError(409, 'store_too_new', `The store has migration ${name}, which this version does not know: run the newer version.`)
    if (migration.checksum !== checksum)
      throw new UserError(409, 'migration_changed', `Migration ${name} was changed after the store had applied it: restore the file.`)
  }
  const pending = migrations.filter((migration) => !applied.has(migration.name))
  for (const { name, checksum, statements } of pending) {
    for (const query of statements) await client.command({ query })
    await client.insert({ table: 'groundswell.migrations', values: [{ name, checksum }], format: 'JSONEachRow' })
  }
  return pending.map((migration) => migration.name)
}

async function appliedMigrations(store: EmotionStore): Promise<Map<string, string>> {
  const rows = await queryRows<{ name: string; checksum: string }>(
    store,
    'SELECT name, any(checksum) AS checksum FROM groundswell.migrations GROUP BY name',
  )
  return new Map(rows.map((row) => [row.name, row.checksum]))
}

/** Whether the store has this table of ours. */
export async function hasTable(store: EmotionStore, name: string): Promise<boolean> {
  const rows = await queryRows<{ count: string }>(
    store,
    "SELECT count() AS count FROM system.tables WHERE database = 'groundswell' AND name = {name:String}",
    { name },
  )
  return rows[0]?.count === '1'
}

/** True when every migration of this version is in place. */
export async function isMigrated(store: EmotionStore): Promise<boolean> {
  if (!(await hasTable(store, 'migrations'))) return false
  const applied = await appliedMigrations(store)
  return (await readMigrations()).every((migration) => applied.has(migration.name))
}
