import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'

/**
 * A named pipe that the engine writes a result into (`INTO OUTFILE ... APPEND`) while it is read here. So any format
 * streams with flat memory and a slow reader slows the engine; chdb's own streaming repeats headers in every chunk.
 */
export type ResultPipe = { path: string }

/** What the engine and this process hand each other results and data through. */
export type Exchange = {
  pipes: ResultPipe[]
  /** Paths for the data of INSERTs, one for each that runs at once. */
  files: string[]
}

/** Makes pipes in `directory`, or in the system's folder for temporary files where that can't hold pipes. */
export function createExchange(directory: string, pipeCount: number, fileCount: number): Exchange {
  rmSync(directory, { recursive: true, force: true })
  // The engine would take these characters in the path of a file as a pattern.
  if (/[*?{}]/.test(directory)) return exchangeIn(temporaryFolder(), pipeCount, fileCount)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  try {
    return exchangeIn(directory, pipeCount, fileCount)
  } catch {
    return exchangeIn(temporaryFolder(), pipeCount, fileCount)
  }
}

function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'groundswell-'))
}

function exchangeIn(folder: string, pipeCount: number, fileCount: number): Exchange {
  const paths = (name: string, count: number) => Array.from({ length: count }, (_, i) => join(folder, `${name}-${i}`))
  const pipes = paths('result', pipeCount).map((path) => ({ path }))
  makePipes(pipes)
  return { pipes, files: paths('insert', fileCount) }
}

/** Node can't make a named pipe; the command is part of every Unix. */
function makePipes(pipes: ResultPipe[]): void {
  execFileSync('mkfifo', ['-m', '600', ...pipes.map(({ path }) => path)], { stdio: 'pipe' })
}

/** Opens a pipe for one result: the stream ends once `finish` was called and everything written before it was read. */
export function openResultPipe(pipe: ResultPipe): { stream: Readable; finish: () => void } {
  const reader = openSync(pipe.path, constants.O_RDONLY | constants.O_NONBLOCK)
  // Without a writer of ours the stream would end before the engine opened the pipe, or never if it does not open it.
  const writer = openSync(pipe.path, constants.O_WRONLY | constants.O_NONBLOCK)
  const stream = new Socket({ fd: reader, readable: true, writable: false })
  let open = true
  return {
    stream,
    finish: () => {
      if (open) closeSync(writer)
      open = false
    },
  }
}

/** Frees an engine that waits for a reader which has gone: its opening succeeds, and what it writes then fails. */
export function freeWriter(pipe: ResultPipe): void {
  closeSync(openSync(pipe.path, constants.O_RDONLY | constants.O_NONBLOCK))
}
