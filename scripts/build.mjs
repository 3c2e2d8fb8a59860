// @ts-check
import { spawnSync } from 'node:child_process'
import { environment, root, say } from './installed.mjs'

/** Builds the dashboard's pages; turbo skips it when nothing changed since. */
export function build() {
  say('Building the dashboard (quick when nothing changed)...')
  const turbo = spawnSync('turbo', ['run', 'build', '--output-logs=errors-only', '--no-update-notifier'], {
    cwd: root,
    env: environment(),
    stdio: ['ignore', 2, 2],
  })
  if (turbo.status === 0) return
  say('The build failed; the lines above say why.')
  process.exit(1)
}
