import { fork } from 'node:child_process'
import { Worker } from 'node:worker_threads'
import type { Provider, WorkerMessage, WorkerRequest } from '../worker-messages.ts'

/** Where a scoring worker lives. */
export type WorkerHost = {
  post: (request: WorkerRequest, transfer?: ArrayBuffer[]) => void
  onMessage: (listener: (message: WorkerMessage) => void) => void
  /** Called once, with how it ended. */
  onEnd: (listener: (how: string) => void) => void
}

const PROGRAM = new URL('../score-worker.ts', import.meta.url)
/** Of what drivers print, so much is kept for the report of their end. */
const KEPT_CHARACTERS = 2_000

/**
 * A thread for the CPU. A process for a GPU: drivers crash, and two models of one process that use WebGPU at a time, as when
 * one replaces the other, end it.
 * @param environment of the process; this one's where none is given.
 */
export function startHost(provider: Provider, environment?: NodeJS.ProcessEnv): WorkerHost {
  return provider === 'cpu' ? startThread() : startProcess(environment)
}

function startThread(): WorkerHost {
  const worker = new Worker(PROGRAM)
  return {
    post: (request, transfer = []) => worker.postMessage(request, transfer),
    onMessage: (listener) => worker.on('message', listener),
    onEnd: (listener) => {
      worker.on('error', (error) => listener(`scoring thread failed: ${error.message}`))
      worker.on('exit', (code) => listener(`scoring thread ended with code ${code}`))
    },
  }
}

function startProcess(environment: NodeJS.ProcessEnv | undefined): WorkerHost {
  const child = fork(PROGRAM, {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    ...(environment === undefined ? {} : { env: environment }),
  })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-KEPT_CHARACTERS)
  })
  return {
    // One that has ended can't be told anything, and its end is reported anyway.
    post: (request) => child.connected && child.send(request, () => undefined),
    onMessage: (listener) => child.on('message', (message) => listener(message as WorkerMessage)),
    onEnd: (listener) => {
      child.on('error', (error) => listener(`scoring process failed: ${error.message}`))
      child.on('close', (code, signal) => {
        const last = said.trim().split('\n').at(-1) ?? ''
        listener(`scoring process ended with ${signal ?? `code ${code}`}${last === '' ? '' : `: ${last}`}`)
      })
    },
  }
}
