// @ts-check
// Runs on the machine's own Node (20 or later) before anything is installed: plain JavaScript, no dependency.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { arch, platform } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))
const bin = join(root, 'node_modules', '.bin')
/** Node 24, which npm installs as a package. */
export const node = join(bin, 'node')

/** The platforms every native dependency (chdb, lmdb, onnxruntime-node, Node 24) has a binary for. */
const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']

/** @param {string} line */
export const say = (line) => process.stderr.write(`${line}\n`)

/**
 * Environment for everything that is started from here: Node 24 first, no telemetry.
 * @returns {NodeJS.ProcessEnv}
 */
export function environment() {
  return {
    ...process.env,
    PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
    NEXT_TELEMETRY_DISABLED: '1',
    TURBO_TELEMETRY_DISABLED: '1',
    DO_NOT_TRACK: '1',
  }
}

function refuseUnknownPlatform() {
  const here = `${platform()}-${arch()}`
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (process.report?.getReport() ?? {})
  const musl = platform() === 'linux' && report.header?.glibcVersionRuntime === undefined
  if (PLATFORMS.includes(here) && !musl) return
  say(`Groundswell has no binaries for ${here}${musl ? ' with musl libc' : ''}. It runs on ${PLATFORMS.join(', ')} (Linux with glibc).`)
  process.exit(2)
}

/**
 * npm writes only those platforms' binaries into a lock file that its registry offered at the time. Elsewhere the exact
 * versions of the manifests are resolved anew, for a platform that the lock does not know would get no binaries at all.
 */
function installCommand() {
  const here = `${platform()}-${arch()}${platform() === 'linux' ? '-gnu' : ''}`
  const locked = readFileSync(join(root, 'package-lock.json'), 'utf8').includes(`"node_modules/@chdb/lib-${here}"`)
  return locked ? ['ci'] : ['install', '--no-package-lock']
}

/** Installs the dependencies of the lock file unless they are there already; says so, since it takes a minute. */
export function ensureInstalled() {
  refuseUnknownPlatform()
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
  const marker = join(root, 'node_modules', '.groundswell-lock')
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lock && existsSync(node)) return
  say('Installing dependencies (once; about a minute and 2 GB)...')
  const started = Date.now()
  const npm = process.env.npm_execpath
  const args = [...installCommand(), '--loglevel=error', '--no-audit', '--no-fund']
  const result =
    npm === undefined
      ? spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2] })
      : spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
  if (result.status !== 0) {
    say('Installing failed; the lines above say why. Is the npm registry reachable?')
    process.exit(1)
  }
  if (!existsSync(node)) {
    say('npm left out Node 24: install with optional dependencies (unset npm_config_omit) and try again.')
    process.exit(1)
  }
  writeFileSync(marker, lock)
  say(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`)
}
