import { type Logger, pino } from 'pino'

export type { Logger }

/**
 * A logger that writes JSON lines to stderr, or readable ones on a terminal: stdout belongs to results.
 * Never log a post's text above level debug.
 */
export function createLogger(name: string, level: string): Logger {
  const readable = process.stderr.isTTY || process.env['GROUNDSWELL_READABLE_LOGS'] === 'true'
  if (!readable) return pino({ name, level }, pino.destination({ dest: 2, sync: true }))
  return pino({
    name,
    level,
    transport: { target: 'pino-pretty', options: { destination: 2, translateTime: 'HH:MM:ss', ignore: 'pid,hostname' } },
  })
}
