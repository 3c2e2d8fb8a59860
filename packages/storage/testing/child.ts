import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A script in a process of its own, and the lines it has printed. */
export class Child {
  readonly lines: string[] = []
  readonly process: ChildProcess

  constructor(script: URL, ...args: string[]) {
    this.process = spawn(process.execPath, [fileURLToPath(script), ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    if (this.process.stdout !== null) createInterface(this.process.stdout).on('line', (line) => this.lines.push(line))
  }

  /** SIGKILL, and every line it had printed by then is here. */
  async kill(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return
    const closed = new Promise((resolve) => this.process.once('close', resolve))
    this.process.kill('SIGKILL')
    await closed
  }
}
