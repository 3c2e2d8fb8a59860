// @ts-check
// npm test: lint, types, then every test that needs nothing but npm's registry. Arguments go to vitest.
import { spawnSync } from 'node:child_process'
import { build } from './build.mjs'
import { ensureInstalled, environment, root, say } from './installed.mjs'

const args = process.argv.slice(2)
ensureInstalled()

/** @param {string} what @param {string} command @param {string[]} args */
function step(what, command, args) {
  say(`\n== ${what}`)
  const result = spawnSync(command, args, { cwd: root, env: environment(), stdio: 'inherit' })
  if (result.status !== 0) process.exit(result.status ?? 1)
}

if (args.length === 0) {
  step('lint and format', 'biome', ['ci', '--colors=off', '.'])
  step('types', 'turbo', ['run', 'typecheck', '--output-logs=errors-only', '--no-update-notifier'])
}
build()
step('tests', 'vitest', ['run', ...args])
