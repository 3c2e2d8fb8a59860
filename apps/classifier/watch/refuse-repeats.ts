import type { Entry } from '../cli/entry.ts'

/** Ids that are remembered, some 100 bytes each; a repeat that comes later than that overwrites the output before it. */
const REMEMBERED = 1_000_000

/** Refuses an entry whose id an earlier one of the same file had: both would have one output. */
export async function* refuseRepeats(entries: AsyncIterable<Entry>, remembered = REMEMBERED): AsyncGenerator<Entry> {
  const lines = new Map<string, number>()
  for await (const entry of entries) {
    if ('reason' in entry) {
      yield entry
      continue
    }
    const id = String(entry.id)
    const before = lines.get(id)
    if (before !== undefined) {
      yield { line: entry.line, reason: `id ${JSON.stringify(id)} was in line ${before} already` }
      continue
    }
    lines.set(id, entry.line)
    if (lines.size > remembered) lines.delete(lines.keys().next().value ?? '')
    yield entry
  }
}
