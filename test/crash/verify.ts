import { EMOTIONS } from '@groundswell/shared/emotions.ts'
import type { Status, TrendBucket } from '@groundswell/shared/live-events.ts'
import type { Groundswell } from '../harness/groundswell.ts'
import { BRANDS, type Ledger } from './ledger.ts'

type Row = {
  source: string
  id: string
  text: string
  author: string
  brands: string[]
  minute: string
  emotions: string[]
  scores: (number | null)[]
}

/** What is wrong in a drained store, in words; empty when rows, rollup and outcomes are exactly what was accepted. */
export async function findMistakes(groundswell: Groundswell, ledger: Ledger, status: Status): Promise<string[]> {
  const rows = await groundswell.sql<Row>(
    `SELECT source, id, text, author, brands, toString(toStartOfMinute(time)) AS minute, emotions, [${EMOTIONS.join(', ')}] AS scores FROM groundswell.posts`,
  )
  return [
    ...checkOutcomes(ledger, status),
    ...checkRows(ledger, rows),
    ...(await checkRollup(groundswell, rows)),
    ...(await checkTrends(groundswell, rows)),
  ]
}

function checkOutcomes(ledger: Ledger, status: Status): string[] {
  const { accepted, stored, deleted, edited, repeated, deadLettered, scored, unsupported } = status
  const sum = Number(stored) + Number(deleted) + Number(edited) + Number(repeated) + Number(deadLettered)
  const overtakable = status.log === 'kafka' ? ledger.overtakable : { deleted: 0, edited: 0 }
  return [
    ...(sum === accepted ? [] : [`outcomes sum up to ${sum}, accepted are ${accepted}`]),
    ...differs('stored', stored, ledger.stored),
    ...differs('deleted', deleted, ledger.deleted, overtakable.deleted),
    ...differs('edited', edited, ledger.edited, overtakable.edited),
    ...differs('dead-lettered', deadLettered, 0),
    ...differs('scored + unsupported', Number(scored) + Number(unsupported), ledger.stored),
  ]
}

/** @param fewer how many may be missing. */
function differs(what: string, actual: number | null, expected: number, fewer = 0): string[] {
  return actual !== null && actual <= expected && actual >= expected - fewer ? [] : [`${what} is ${String(actual)}, expected ${expected}`]
}

function checkRows(ledger: Ledger, rows: Row[]): string[] {
  const mistakes: string[] = []
  const seen = new Set<string>()
  for (const row of rows) {
    const key = `${row.source}/${row.id}`
    const expected = ledger.live.get(key)
    if (seen.has(key)) mistakes.push(`${key} is there twice`)
    else if (expected === undefined) mistakes.push(`${key} should be gone`)
    else if (expected.text !== row.text || expected.author !== row.author || String(expected.brands) !== String(row.brands))
      mistakes.push(`${key} is not what was sent last`)
    seen.add(key)
  }
  for (const key of ledger.live.keys()) if (!seen.has(key)) mistakes.push(`${key} is missing`)
  return shorten(mistakes)
}

/** Compares the rollup with a recount of the rows that uses none of its SQL. */
async function checkRollup(groundswell: Groundswell, rows: Row[]): Promise<string[]> {
  const recount = new Map<string, string>()
  const sums = new Map<string, { posts: number; expected: number }>()
  for (const row of rows) {
    for (const brand of ['', ...row.brands]) {
      EMOTIONS.forEach((emotion, index) => {
        const score = row.scores[index]
        if (score === null || score === undefined) return
        const key = `${row.minute}|${brand}|${row.source}|${emotion}`
        const sum = sums.get(key) ?? { posts: 0, expected: 0 }
        sums.set(key, { posts: sum.posts + (row.emotions.includes(emotion) ? 1 : 0), expected: sum.expected + Math.round(score * 10_000) })
      })
    }
  }
  for (const [key, { posts, expected }] of sums) if (posts > 0 || expected > 0) recount.set(key, `${posts} posts, ${expected} expected`)
  const stored = await groundswell.sql<{ key: string; posts: string; expected: number }>(
    "SELECT concat(toString(minute), '|', brand, '|', source, '|', emotion) AS key, posts, expected FROM groundswell.emotion_counts WHERE posts != 0 OR expected != 0",
  )
  const rollup = new Map(stored.map((row) => [row.key, `${row.posts} posts, ${Math.round(row.expected * 10_000)} expected`]))
  return compareMaps('rollup', rollup, recount)
}

async function checkTrends(groundswell: Groundswell, rows: Row[]): Promise<string[]> {
  const mistakes: string[] = []
  for (const brand of [null, ...BRANDS.map((known) => known.id)]) {
    const recount = new Map<string, { posts: number; authors: Set<string> }>()
    for (const row of rows.filter((candidate) => brand === null || candidate.brands.includes(brand))) {
      const bucket = recount.get(row.minute) ?? { posts: 0, authors: new Set() }
      bucket.posts++
      bucket.authors.add(`${row.source}/${row.author}`)
      recount.set(row.minute, bucket)
    }
    const { buckets } = await groundswell.get<{ buckets: TrendBucket[] }>(`/trends?step=60${brand === null ? '' : `&brand=${brand}`}`)
    mistakes.push(
      ...compareMaps(
        `trend of ${brand ?? 'all'}`,
        new Map(buckets.map((bucket) => [bucket.start.slice(0, 19).replace('T', ' '), `${bucket.posts} posts by ${bucket.authors}`])),
        new Map([...recount].map(([minute, { posts, authors }]) => [minute, `${posts} posts by ${authors.size}`])),
      ),
    )
  }
  return mistakes
}

function compareMaps(what: string, actual: Map<string, string>, expected: Map<string, string>): string[] {
  const keys = new Set([...actual.keys(), ...expected.keys()])
  return shorten(
    [...keys].flatMap((key) =>
      actual.get(key) === expected.get(key)
        ? []
        : [`${what} ${key}: ${actual.get(key) ?? 'nothing'}, rows say ${expected.get(key) ?? 'nothing'}`],
    ),
  )
}

const shorten = (mistakes: string[]) => (mistakes.length > 5 ? [...mistakes.slice(0, 5), `... ${mistakes.length} in all`] : mistakes)
