// @ts-check
// `npm run train -- CONFIG.toml [--data FOLDER] [--members NAME ...]`: runs the Python pipeline in its own
// virtual environment, made on first use in training/.venv or where GROUNDSWELL_VENV says.
// `npm run train -- --test` runs its tests instead.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const { env } = process
const OLDEST_PYTHON = [3, 11]
const training = fileURLToPath(new URL('../training/', import.meta.url))
const requirements = join(training, 'requirements.txt')
const environment = env.GROUNDSWELL_VENV ?? join(training, '.venv')
const environmentPython = join(environment, ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']))

/** The first Python on the path that is new enough, or undefined. */
function findPython() {
  const program = 'import sys; print(sys.version_info[0], sys.version_info[1])'
  return ['python3', 'python'].find((name) => {
    const [major, minor] = (spawnSync(name, ['-c', program], { encoding: 'utf8' }).stdout ?? '').split(' ').map(Number)
    return major > OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor >= OLDEST_PYTHON[1])
  })
}

function fail(message) {
  console.error(`error: ${message}`)
  process.exit(2)
}

/** Runs an installing command with all of its output on stderr; ends with its exit code when it fails. */
function install(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', process.stderr, process.stderr] })
  if (error) fail(`${command}: ${error.message}`)
  if (status !== 0) process.exit(status ?? 1)
}

/** Makes the environment, and installs again whenever requirements.txt is another one than last time. */
function prepareEnvironment() {
  if (!existsSync(environmentPython)) {
    const python = findPython()
    if (!python) fail(`training needs Python ${OLDEST_PYTHON.join('.')} or newer as python3 on the path`)
    console.error(`Making a virtual environment in ${environment}`)
    install(python, ['-m', 'venv', environment])
  }
  const stamp = join(environment, 'groundswell-requirements.sha256')
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  console.error('Installing what training needs (PyTorch is large: up to 6 GB and some minutes)')
  install(environmentPython, ['-m', 'pip', 'install', '--disable-pip-version-check', '-r', requirements])
  writeFileSync(stamp, wanted)
}

prepareEnvironment()
const pythonPath = [training, env.PYTHONPATH].filter(Boolean).join(delimiter)
const args = process.argv.slice(2)
const [module, ...moduleArgs] =
  args[0] === '--test' ? ['pytest', join(training, 'tests'), ...args.slice(1)] : ['groundswell_training', ...args]
const { status, signal } = spawnSync(environmentPython, ['-m', module, ...moduleArgs], {
  stdio: 'inherit',
  env: { ...env, PYTHONPATH: pythonPath },
})
process.exit(status ?? (signal === 'SIGINT' ? 130 : 1))
